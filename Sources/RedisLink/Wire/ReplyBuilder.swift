/// Puts a reply together from the pieces that hiredis' reader finds, within a limit on its size.
///
/// hiredis would allocate whatever a length prefix announces, an array of two billion elements included, and abort the
/// process when it cannot: so it allocates nothing here, and an array is paid for before its first element is read.
struct ReplyBuilder {
    private struct OpenArray {
        var missing: Int
        var elements: [RedisReply] = []
    }

    /// What one element of an array costs besides its bytes.
    static let bytesPerElement = 16

    let limit: Int
    private var size = 0
    private var open: [OpenArray] = []
    private var finished: RedisReply?

    init(limit: Int) { self.limit = limit }

    /// Takes a piece that is not an array; false when the reply grows beyond the limit.
    mutating func add(_ leaf: RedisReply, bytes: Int = 0) -> Bool {
        guard pay(bytes) else { return false }
        place(leaf)
        return true
    }

    /// Takes the head of an array; its elements follow.
    mutating func openArray(count: Int) -> Bool {
        guard count <= limit / Self.bytesPerElement, pay(count * Self.bytesPerElement) else { return false }
        if count == 0 { place(.array([])) } else { open.append(OpenArray(missing: count)) }
        return true
    }

    /// Hands out the finished reply and starts anew.
    mutating func take() -> RedisReply? {
        defer { self = ReplyBuilder(limit: limit) }
        return finished
    }

    private mutating func pay(_ bytes: Int) -> Bool {
        size += bytes
        return size <= limit
    }

    /// Puts a complete value where it belongs; an array it completes goes the same way.
    private mutating func place(_ value: RedisReply) {
        var value = value
        while let last = open.indices.last {
            open[last].elements.append(value)
            open[last].missing -= 1
            guard open[last].missing == 0 else { return }
            value = .array(open.removeLast().elements)
        }
        finished = value
    }
}

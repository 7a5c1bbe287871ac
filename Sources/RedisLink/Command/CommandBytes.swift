/// A command as Redis gets it, all its arguments in one buffer: `*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n`.
///
/// Byte for byte what hiredis makes of the same arguments. It wants them side by side with a list of their places, and
/// prints each length with a formatter of its own, which for a dozen arguments takes longer than the write to the socket.
struct CommandBytes {
    private(set) var bytes: [UInt8] = []

    /// - Parameters:
    ///   - count: how many arguments follow, the command's name among them.
    ///   - size: how many bytes they have together.
    init(count: Int, size: Int) {
        bytes.reserveCapacity(size + Self.frame * (count + 1))
        appendHead(UInt8(ascii: "*"), count)
    }

    /// A command, or a part of one, that begins with what has this form already; `size` is how long it will be.
    init(formatted start: some Collection<UInt8>, size: Int) {
        bytes.reserveCapacity(size)
        bytes.append(contentsOf: start)
    }

    /// What stands around an argument of less than a gigabyte, at most; a longer one makes the buffer grow.
    private static var frame: Int { 16 }

    mutating func append(_ argument: [UInt8]) {
        appendHead(UInt8(ascii: "$"), argument.count)
        bytes.append(contentsOf: argument)
        appendLineEnd()
    }

    mutating func append(_ arguments: [[UInt8]]) {
        for argument in arguments { append(argument) }
    }

    /// Arguments that have this form already.
    mutating func append(formatted arguments: some Collection<UInt8>) { bytes.append(contentsOf: arguments) }

    private mutating func appendHead(_ mark: UInt8, _ number: Int) {
        bytes.append(mark)
        appendDigits(number)
        appendLineEnd()
    }

    private mutating func appendDigits(_ number: Int) {
        if number > 9 { appendDigits(number / 10) }
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private mutating func appendLineEnd() {
        bytes.append(UInt8(ascii: "\r"))
        bytes.append(UInt8(ascii: "\n"))
    }
}

extension [[UInt8]] {
    /// The bytes of all.
    var size: Int { reduce(0) { $0 + $1.count } }
}

import Credentials

/// Rows of which each may have an end. A row past its end is gone at once for whoever reads; a sweep frees its memory.
struct ExpiringTable<Value> {
    private struct Row {
        var value: Value
        var end: WallTime?

        func isAlive(at now: WallTime) -> Bool { end.map { $0 > now } ?? true }
    }

    private var rows: [ByteKey: Row] = [:]

    /// Those past their end that nobody has swept included.
    var count: Int { rows.count }

    func value(of key: ByteKey, at now: WallTime) -> Value? {
        guard let row = rows[key], row.isAlive(at: now) else { return nil }
        return row.value
    }

    /// Puts a row in place of the one that is there.
    mutating func set(_ key: ByteKey, to value: Value, end: WallTime?) { rows[key] = Row(value: value, end: end) }

    /// Takes a row out, and says whether it was there for those who read.
    mutating func take(_ key: ByteKey, at now: WallTime) -> (value: Value, isAlive: Bool)? {
        rows.removeValue(forKey: key).map { ($0.value, $0.isAlive(at: now)) }
    }

    /// Takes a row out; nil when there is none, or it is past its end.
    @discardableResult mutating func remove(_ key: ByteKey, at now: WallTime) -> Value? {
        guard let taken = take(key, at: now), taken.isAlive else { return nil }
        return taken.value
    }

    /// Changes a row that is there; false when there is none.
    mutating func change(_ key: ByteKey, at now: WallTime, _ body: (inout Value) -> Void) -> Bool {
        guard value(of: key, at: now) != nil else { return false }
        if var row = rows[key] {
            body(&row.value)
            rows[key] = row
        }
        return true
    }

    /// Gives a row another end; false when there is none.
    @discardableResult mutating func setEnd(of key: ByteKey, to end: WallTime?, at now: WallTime) -> Bool {
        guard let row = rows[key], row.isAlive(at: now) else { return false }
        rows[key]?.end = end
        return true
    }

    /// The end of a row that is there and has one.
    func end(of key: ByteKey, at now: WallTime) -> WallTime? {
        guard let row = rows[key], row.isAlive(at: now) else { return nil }
        return row.end
    }

    /// Removes what is past its end, and tells what it was.
    ///
    /// Looking and removing are one step under the owner's lock: a row that is written anew meanwhile is not lost.
    @discardableResult mutating func sweep(at now: WallTime) -> [(key: ByteKey, value: Value)] {
        let past = rows.filter { !$0.value.isAlive(at: now) }
        for key in past.keys { rows[key] = nil }
        return past.map { ($0.key, $0.value.value) }
    }
}

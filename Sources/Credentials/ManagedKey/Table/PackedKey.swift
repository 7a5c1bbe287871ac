/// What the table keeps of one managed key, in 72 bytes.
struct PackedKey {
    private(set) var hash: ManagedKeyHash
    let id: ManagedKeyID
    /// Unix nanoseconds: the exclusive end of a living key, the largest number for none; of a dead key, when it was first
    /// deactivated. A dead key's end decides nothing any more.
    private(set) var time: Int64
    /// The revision in the lower 47 bits, which hold its 14 digits; flags above.
    private var stamp: UInt64
    /// The number of its user path, 0 for none.
    var path: UInt32
    /// In which walk through the store it was seen last.
    var mark: UInt32

    private static let deadBit: UInt64 = 1 << 62
    private static let lostBit: UInt64 = 1 << 63
    private static let revisionBits: UInt64 = (1 << 47) - 1

    init(_ record: ManagedKeyRecord, path: UInt32, mark: UInt32) {
        hash = record.hash
        id = record.id
        time = (record.deactivatedAt ?? record.expiresAt)?.nanoseconds ?? .max
        stamp = record.revision.number | (record.isEnabled ? 0 : Self.deadBit)
        self.path = path
        self.mark = mark
    }

    /// Deactivated. It never becomes false again.
    var isDead: Bool { stamp & Self.deadBit != 0 }

    /// The store has it no longer. It stays here, so that a dead one is still known as dead if it comes back.
    var isLost: Bool {
        get { stamp & Self.lostBit != 0 }
        set { stamp = newValue ? stamp | Self.lostBit : stamp & ~Self.lostBit }
    }

    var revision: UInt64 {
        get { stamp & Self.revisionBits }
        set { stamp = stamp & ~Self.revisionBits | newValue & Self.revisionBits }
    }

    /// The first deactivation that was heard of stays, unless an earlier one becomes known.
    mutating func die(at moment: Int64) {
        time = isDead ? min(time, moment) : moment
        stamp |= Self.deadBit
    }

    /// No text is known that hashes to what it has then; made of the id, so that an index stays spread.
    mutating func giveUpHash() { hash = ManagedKeyHash(words: (id.high, id.low, ~id.high, ~id.low)) }

    mutating func end(at moment: Int64) { time = moment }

    @inline(__always)
    func verdict(at wall: WallTime) -> ManagedKeyVerdict {
        if stamp & (Self.deadBit | Self.lostBit) != 0 { return isDead ? .inactive : .unknown }
        return wall.nanoseconds < time ? .accepted(id, path: UserPathNumber(path)) : .expired
    }
}

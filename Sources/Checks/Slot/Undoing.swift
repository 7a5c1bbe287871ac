import History

/// What a fault made of a write that had taken effect (checking.md, "lost" and "superseded").
struct Undoing: Equatable {
    enum Fate: Equatable {
        /// Something lower, nothing, or on a plain slot another value stands there.
        case lost
        /// Something higher stands there that had never seen it: the other side of a partition, or who came after the
        /// primary that it was written to.
        case superseded(by: FingerprintBits)
    }

    var fate: Fate
    /// When it may have been undone at the earliest: before, nobody who had it can have read anything older.
    var from: Time
}

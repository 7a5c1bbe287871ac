/// Where an entry stands, by a hash of it: open addressing in slots of 4 bytes, of which 8 bits are a tag.
///
/// The tag keeps a miss inside the index; a hit touches the index and one entry. Nothing is ever taken out.
struct PackedIndex {
    /// 0 for an empty slot, else the tag and the position + 1.
    private var chunks: ContiguousArray<ContiguousArray<UInt32>> = []
    private var mask = 0
    private var count = 0
    /// At most this many eighths of the slots are taken.
    private let load: Int

    private static let bits = 12
    /// Entries that an index can tell apart: 24 bits.
    static let most = 1 << 24 - 1

    init(load: Int) { self.load = load }

    /// The position of the entry with this hash for which `isIt` says so.
    @inline(__always)
    func find(_ hash: UInt64, _ isIt: (Int) -> Bool) -> Int? {
        guard count > 0 else { return nil }
        let tag = UInt32(truncatingIfNeeded: hash >> 56)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let content = chunks[slot >> Self.bits][slot & (1 << Self.bits - 1)]
            if content == 0 { return nil }
            if content >> 24 == tag {
                let position = Int(content & 0xFF_FFFF) - 1
                if isIt(position) { return position }
            }
            slot = (slot + 1) & mask
        }
    }

    /// Adds an entry that is not in it; `hashes` gives the hash of each entry before it, should the index have to grow.
    mutating func add(_ hash: UInt64, position: Int, hashes: (Int) -> UInt64) {
        if (count + 1) * 8 > (mask + 1) * load { grow(to: position, hashes) }
        insert(hash, position)
    }

    /// Makes room for so many entries at once.
    mutating func reserve(_ entries: Int, hashes: (Int) -> UInt64) {
        guard entries > count, entries * 8 > (mask + 1) * load else { return }
        rebuild(slots: Self.slots(for: entries, load), entries: count, hashes)
    }

    private mutating func grow(to entries: Int, _ hashes: (Int) -> UInt64) {
        rebuild(slots: Self.slots(for: entries + 1, load), entries: entries, hashes)
    }

    private static func slots(for entries: Int, _ load: Int) -> Int {
        var slots = 1 << bits
        while entries * 8 > slots * load { slots *= 2 }
        return slots
    }

    private mutating func rebuild(slots: Int, entries: Int, _ hashes: (Int) -> UInt64) {
        let chunk = ContiguousArray<UInt32>(repeating: 0, count: 1 << Self.bits)
        // Each its own storage from the start: a shared one would be copied at the first write.
        chunks = ContiguousArray((0..<slots >> Self.bits).map { _ in ContiguousArray(chunk.map { $0 }) })
        mask = slots - 1
        count = 0
        for position in 0..<entries { insert(hashes(position), position) }
    }

    private mutating func insert(_ hash: UInt64, _ position: Int) {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while chunks[slot >> Self.bits][slot & (1 << Self.bits - 1)] != 0 { slot = (slot + 1) & mask }
        chunks[slot >> Self.bits][slot & (1 << Self.bits - 1)] =
            UInt32(truncatingIfNeeded: hash >> 56) << 24 | UInt32(truncatingIfNeeded: position + 1)
        count += 1
    }
}

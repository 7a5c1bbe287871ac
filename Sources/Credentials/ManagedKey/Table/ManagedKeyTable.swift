/// Every managed key that one process knows, packed: digest to id, end, state and user path.
///
/// A decision is one SHA-256 and one lookup; it allocates nothing beyond what the hash does, and judges the end here and
/// now. 100,000 keys take 9 MiB. A table never forgets: **a key that was seen deactivated stays so**, whatever a
/// later record says, and what the store has lost stays here as lost.
///
/// A copy costs nothing; a change copies at most some 50 KiB, and only while a copy from before it is still held.
public struct ManagedKeyTable: Sendable {
    private var keys = PackedKeys()
    /// The load decides what a lookup costs; ids are looked up for changes only.
    private var byHash = PackedIndex(load: 4)
    private var byID = PackedIndex(load: 7)
    private var paths = PathPool()
    /// Keys that are known and not lost, alive or not.
    public private(set) var count = 0

    public init() {}

    /// The most keys that one table holds.
    package static let most = PackedIndex.most

    /// Decides on the bytes that a caller presented, exactly as presented: `kq_…` or `Bearer kq_…`.
    ///
    /// - Parameter wall: now, which the key's end is compared with.
    public func decide(_ presented: UnsafeRawBufferPointer, at wall: WallTime) -> ManagedKeyVerdict {
        guard let text = ManagedKeyToken.hashedPart(of: presented) else { return .unknown }
        return decide(ManagedKeyHash(of: text), at: wall)
    }

    /// The same for a span.
    public func decide(_ presented: RawSpan, at wall: WallTime) -> ManagedKeyVerdict {
        presented.withUnsafeBytes { decide($0, at: wall) }
    }

    /// Decides on a token by its hash alone: the lookup without the SHA-256.
    package func decide(_ hash: ManagedKeyHash, at wall: WallTime) -> ManagedKeyVerdict {
        guard let position = position(of: hash) else { return .unknown }
        return keys[position].verdict(at: wall)
    }

    /// The path that an accepted key gives its requests.
    public func userPath(_ number: UserPathNumber) -> UserPath? { paths[number] }

    /// Keys that would be accepted now. Looks at each one.
    public func activeCount(at wall: WallTime) -> Int {
        (0..<keys.count).count { keys[$0].verdict(at: wall).isAccepted }
    }

    /// Where keys stand, for who counts them part by part.
    package var positions: Range<Int> { 0..<keys.count }

    /// Keys by what their holders would hear now. Looks at each one.
    package func counts(at wall: WallTime) -> ManagedKeyCounts { counts(at: wall, among: positions) }

    /// The same of a part of them.
    package func counts(at wall: WallTime, among positions: Range<Int>) -> ManagedKeyCounts {
        var counts = ManagedKeyCounts()
        for position in positions where !keys[position].isLost {
            switch keys[position].verdict(at: wall) {
            case .accepted: counts.active += 1
            case .expired: counts.expired += 1
            case .inactive: counts.inactive += 1
            case .unknown: break
            }
        }
        return counts
    }

    /// What is known of one key.
    package func entry(_ id: ManagedKeyID) -> ManagedKeyEntry? {
        position(of: id).map { ManagedKeyEntry(keys[$0]) }
    }

    /// Takes a record over, as far as it says something new.
    ///
    /// - Parameter mark: the walk in which it was seen.
    package mutating func merge(_ record: ManagedKeyRecord, mark: UInt32 = 0) -> ManagedKeyMerge {
        let known = position(of: record.id)
        if known == nil { release(record.hash) }
        guard known == position(of: record.hash) else { return .conflicting }
        guard let known else { return add(record, mark) }
        keys[known].mark = mark
        return update(known, with: record)
    }

    /// Room for so many keys, without growing by steps.
    package mutating func reserve(_ total: Int) {
        let total = min(total, Self.most)
        byHash.reserve(total) { [keys] in Self.place(of: keys[$0].hash) }
        byID.reserve(total) { [keys] in Self.place(of: keys[$0].id) }
    }

    /// The value of a key that the store has lost may be given to another one; that of a dead one never.
    private mutating func release(_ hash: ManagedKeyHash) {
        guard let holder = position(of: hash), keys[holder].isLost, !keys[holder].isDead else { return }
        keys[holder].giveUpHash()
    }

    private mutating func add(_ record: ManagedKeyRecord, _ mark: UInt32) -> ManagedKeyMerge {
        guard keys.count < Self.most else { return .full }
        let position = keys.count
        byHash.add(Self.place(of: record.hash), position: position) { [keys] in Self.place(of: keys[$0].hash) }
        byID.add(Self.place(of: record.id), position: position) { [keys] in Self.place(of: keys[$0].id) }
        keys.append(PackedKey(record, path: paths.number(of: record.userPath), mark: mark))
        count += 1
        return record.isEnabled ? .added : .died
    }

    private mutating func update(_ position: Int, with record: ManagedKeyRecord) -> ManagedKeyMerge {
        let held = keys[position]
        if held.isLost {
            keys[position].isLost = false
            count += 1
        }
        keys[position].revision = max(held.revision, record.revision.number)
        if let moment = record.deactivatedAt {
            keys[position].die(at: moment.nanoseconds)
            return held.isDead ? .known : .died
        }
        if held.isDead { return .revives(isNewer: record.revision.number > held.revision) }
        guard record.revision.number > held.revision else { return held.isLost ? .added : .known }
        keys[position].end(at: record.expiresAt?.nanoseconds ?? .max)
        keys[position].path = paths.number(of: record.userPath)
        return .updated
    }

    @inline(__always)
    private func position(of hash: ManagedKeyHash) -> Int? {
        byHash.find(Self.place(of: hash)) { keys[$0].hash == hash }
    }

    private func position(of id: ManagedKeyID) -> Int? {
        byID.find(Self.place(of: id)) { keys[$0].id == id }
    }

    @inline(__always)
    private static func place(of hash: ManagedKeyHash) -> UInt64 { hash.words.0 }

    /// Ids should be random; an index must not suffer when they are not.
    private static func place(of id: ManagedKeyID) -> UInt64 {
        let mixed = (id.high ^ (id.high >> 32)) &* 0xBF58_476D_1CE4_E5B9 ^ id.low &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 29)
    }
}

extension ManagedKeyTable {
    /// Says that one key was seen in a walk, though its row could not be read: it is not lost.
    package mutating func mark(_ id: ManagedKeyID, _ mark: UInt32) {
        if let position = position(of: id) { keys[position].mark = mark }
    }

    /// Takes out of force what a whole walk did not see; returns how many keys that were.
    package mutating func loseAll(butMarked mark: UInt32) -> Int {
        var lost = 0
        for position in 0..<keys.count where keys[position].mark != mark && !keys[position].isLost {
            keys[position].isLost = true
            lost += 1
        }
        count -= lost
        return lost
    }

    /// Takes one key out of force that the store has lost; false if it was not in it.
    package mutating func lose(_ id: ManagedKeyID) -> Bool {
        guard let position = position(of: id), !keys[position].isLost else { return false }
        keys[position].isLost = true
        count -= 1
        return true
    }
}

extension ManagedKeyTable: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(\(count) managed keys)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

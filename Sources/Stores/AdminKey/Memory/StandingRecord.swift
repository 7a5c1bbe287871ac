import Credentials

/// What a writer finds in a fenced slot, and what it may still use when that is damaged: the epoch, for the order's
/// sake, and the fingerprint key. The rest of a record that no replica would adopt must not come into force.
struct StandingRecord {
    let reading: SlotReading
    /// Nil when there is none to be read, or one that no reader accepts.
    let epoch: Epoch?
    let nonce: Nonce?
    let fingerprintKey: FingerprintKey?

    init(_ content: MemorySlot.Content, now: WallTime) {
        guard case .hash(let hash) = content else {
            reading = content == .absent ? .absent : .malformed(.wrongType)
            (epoch, nonce, fingerprintKey) = (nil, nil, nil)
            return
        }
        func text(_ field: SlotField) -> [UInt8] {
            let name = Array(field.rawValue.utf8)
            return stride(from: 0, to: hash.count - 1, by: 2).first { hash[$0] == name }.map { hash[$0 + 1] } ?? []
        }
        reading = SlotReading(hash: hash, now: now)
        epoch = Epoch(text: text(.epoch)).flatMap { $0.number <= Self.furthest(at: now) ? $0 : nil }
        nonce = Nonce(text: text(.nonce))
        fingerprintKey = FingerprintKey(hex: text(.fingerprintKey))
    }

    /// The record, if it is sound.
    var slot: AdminKeySlot? {
        guard case .fenced(let slot) = reading else { return nil }
        return slot
    }

    var version: Version? { epoch.flatMap { epoch in nonce.map { Version(epoch: epoch, nonce: $0) } } }

    /// max(stored + 1, floor + 1, TIME in ms); a floor that no reader accepts yet is none.
    func nextEpoch(floor: Epoch, now: WallTime) -> Epoch {
        let time = UInt64(max(0, now.milliseconds))
        let above = floor.number < Self.furthest(at: now) ? floor.number + 1 : 0
        return Epoch(max(epoch.map { $0.number + 1 } ?? 0, above, time)) ?? .zero
    }

    /// The highest epoch that a reader accepts: 24 h ahead.
    static func furthest(at now: WallTime) -> UInt64 { UInt64(max(0, now.milliseconds)) + 24 * 3_600_000 }
}

/// The list of outgoing keys after a rotation (specs/versions.md section 3).
struct GraceList {
    var keys: [OutgoingKey] = []
    var end: WallTime?
    var dropped: [OutgoingKey] = []

    /// - Parameters:
    ///   - slot: the record that the rotation replaces, nil unless it is sound.
    ///   - value: the new primary, which leaves the list.
    init(after slot: AdminKeySlot?, rotatedTo value: Secret, graceMilliseconds grace: UInt64, now: WallTime) {
        guard grace > 0, let slot else { return }
        keys = slot.outgoing.filter { now < $0.end && $0.value != value && $0.value != slot.value }
        guard let primary = slot.value, primary != value else { return }
        makeRoom()
        let end = WallTime(milliseconds: now.milliseconds + Int64(grace))
        keys.append(OutgoingKey(value: primary, end: end))
        self.end = end
    }

    /// The earliest end goes, the older one of two that are equal.
    private mutating func makeRoom() {
        guard keys.count >= AdminKeySlot.maximumOutgoing,
            let earliest = keys.indices.min(by: { keys[$0].end < keys[$1].end })
        else { return }
        dropped.append(keys.remove(at: earliest))
    }
}

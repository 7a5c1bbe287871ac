import Credentials

@testable import ReplicaCore

/// The slot as specs/versions.md describes it, written from that page and not from the scripts.
struct ModelSlot {
    enum Content: Equatable {
        case absent
        case record(AdminKeySlot)
        case plain(Secret)
        case damaged(SlotReading)
    }

    private(set) var content = Content.absent
    /// Everything that ever stood here, in order.
    private(set) var written: [Content] = []

    var reading: SlotReading {
        switch content {
        case .absent: .absent
        case .record(let record): .fenced(record)
        case .plain(let value): .plain(value)
        case .damaged(let reading): reading
        }
    }

    var record: AdminKeySlot? { if case .record(let record) = content { record } else { nil } }

    mutating func put(_ content: Content) {
        self.content = content
        written.append(content)
    }

    // MARK: what replicas may do

    mutating func bootstrap(_ value: Secret, nonce: UInt64) -> SlotWriteResult {
        guard content == .absent else { return SlotWriteResult(didWrite: false, stands: reading) }
        put(.record(slot(0, nil, by: .bootstrap).with(value: value, version: version(0, nonce))))
        return SlotWriteResult(didWrite: true, stands: reading)
    }

    mutating func repair(_ record: AdminKeySlot) -> SlotWriteResult {
        switch content {
        case .record(let stored) where stored.version >= record.version: break
        case .damaged, .plain: break
        case .absent, .record:
            put(.record(record))
            return SlotWriteResult(didWrite: true, stands: reading)
        }
        return SlotWriteResult(didWrite: false, stands: reading)
    }

    mutating func setIfAbsent(_ value: Secret) -> SlotWriteResult {
        guard content == .absent else { return SlotWriteResult(didWrite: false, stands: reading) }
        put(.plain(value))
        return SlotWriteResult(didWrite: true, stands: reading)
    }

    // MARK: what operators may do

    /// A retry, known by its nonce, changes nothing.
    mutating func rotate(
        to value: Secret?, nonce: UInt64, grace: Int64 = 0, floor: UInt64, time: Int64
    ) -> AdminKeySlot {
        if let record, record.version.nonce.bits == nonce { return record }
        let outgoing = grace > 0 && value != nil ? graceList(without: value, end: time + grace, time: time) : []
        return change(value: value, outgoing: outgoing, nonce: nonce, floor: floor, time: time)
    }

    mutating func endGrace(nonce: UInt64, floor: UInt64, time: Int64) -> AdminKeySlot? {
        guard let record else { return nil }
        return change(value: record.value, outgoing: [], nonce: nonce, floor: floor, time: time)
    }

    private mutating func change(
        value: Secret?, outgoing: [OutgoingKey], nonce: UInt64, floor: UInt64, time: Int64
    ) -> AdminKeySlot {
        let stored = record.flatMap { $0.isPoisoned(at: WallTime(milliseconds: time)) ? nil : $0 }
        let epoch = max((stored?.version.epoch.number ?? 0) + 1, floor + 1, UInt64(time))
        let new = AdminKeySlot(
            version: version(epoch, nonce), value: value, outgoing: outgoing, previous: record?.version,
            author: value == nil ? .revoke : .rotate, fingerprintKey: Watch.fingerprintKey)
        put(.record(new))
        return new
    }

    private func graceList(without value: Secret?, end: Int64, time: Int64) -> [OutgoingKey] {
        guard let record else { return [] }
        var list = record.outgoing.filter { WallTime(milliseconds: time) < $0.end }
        if let old = record.value { list.append(OutgoingKey(value: old, end: WallTime(milliseconds: end))) }
        list.removeAll { $0.value == value }
        while list.count > AdminKeySlot.maximumOutgoing {
            guard let first = list.indices.min(by: { list[$0].end < list[$1].end }) else { break }
            list.remove(at: first)
        }
        return list
    }
}

extension AdminKeySlot {
    func with(value: Secret?, version: Version) -> AdminKeySlot {
        AdminKeySlot(
            version: version, value: value, outgoing: outgoing, previous: previous, author: author,
            fingerprintKey: fingerprintKey)
    }
}

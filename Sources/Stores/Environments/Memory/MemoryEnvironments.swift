import Credentials

/// The environment documents of one deployment without a server: what Redis would hold, with a clock that moves only
/// when told.
///
/// Several ``MemoryEnvironmentStore``s may look at one, as processes look at one Redis.
package final class MemoryEnvironments {
    /// Everything that a server holds, to be put back after a loss.
    package struct Content: Equatable, Sendable {
        /// Entries by the bytes of the id.
        package var index: [[UInt8]: [UInt8]] = [:]
        /// Texts by the bytes of the id.
        package var texts: [[UInt8]: [UInt8]] = [:]
        package init() {}
    }

    package var content = Content()
    /// The server's clock.
    package var now: WallTime
    package var outage: MemorySlot.Outage?
    /// The index holds something of another type.
    package var isDamaged = false
    /// What was published, in order.
    package private(set) var messages: [[UInt8]] = []
    /// Called with each message that is published.
    package var onMessage: ([UInt8]) -> Void = { _ in }

    package init(now: WallTime) { self.now = now }

    func publish(_ id: EnvironmentID, front: [UInt8], floor: Epoch) -> EnvironmentChange {
        let standing = StandingDocument(content, id, now: now)
        if case .good(let version, let text) = standing,
            text == RecordText.complete(front, version: version.epoch)
        {
            return EnvironmentChange(effect: .alreadyDone, stands: stands(id))
        }
        let number = standing.nextEpoch(floor: floor, now: now)
        let text = RecordText.complete(front, version: number)
        return write(id, Version(epoch: number, nonce: EnvironmentRecord.digest(of: text)), text, after: standing)
    }

    func putBack(_ record: EnvironmentRecord) -> EnvironmentChange {
        let standing = StandingDocument(content, record.id, now: now)
        let isPoisoned = record.version.epoch.number > StandingRecord.furthest(at: now)
        guard record.version.epoch > .zero, !isPoisoned else { return left(record.id) }
        switch standing {
        case .damaged: return left(record.id)
        case .good(record.version, _): return EnvironmentChange(effect: .alreadyDone, stands: stands(record.id))
        case .good(let version, _) where version > record.version: return left(record.id)
        case .good, .absent: break
        }
        return write(record.id, record.version, record.text.withBytes { $0 }, after: standing)
    }

    /// What was published since the last call.
    package func takeMessages() -> [[UInt8]] {
        defer { messages = [] }
        return messages
    }

    func publish(_ message: [UInt8]) {
        messages.append(message)
        onMessage(message)
    }

    private func left(_ id: EnvironmentID) -> EnvironmentChange {
        EnvironmentChange(effect: .left, stands: stands(id))
    }

    private func stands(_ id: EnvironmentID) -> EnvironmentReading {
        EnvironmentReading(
            entry: content.index[id.bytes] ?? [], text: content.texts[id.bytes] ?? [], of: id, now: now)
    }

    private func write(
        _ id: EnvironmentID, _ version: Version, _ text: [UInt8], after standing: StandingDocument
    ) -> EnvironmentChange {
        content.texts[id.bytes] = text
        content.index[id.bytes] = Array(version.description.utf8)
        publish(EnvironmentMessage.payload(previous: standing.version, text: text))
        return EnvironmentChange(effect: .wrote, stands: stands(id))
    }
}

/// What a writer finds under an environment. An entry without the text that it speaks of is damaged; of a damaged one
/// only the number is believed, for the order's sake.
private enum StandingDocument {
    case absent
    case damaged(Epoch?)
    case good(Version, [UInt8])

    init(_ content: MemoryEnvironments.Content, _ id: EnvironmentID, now: WallTime) {
        guard let entry = content.index[id.bytes] else {
            self = .absent
            return
        }
        guard let version = Version(entry: entry), version.epoch.number <= StandingRecord.furthest(at: now) else {
            self = .damaged(nil)
            return
        }
        guard let text = content.texts[id.bytes], EnvironmentRecord.digest(of: text) == version.nonce else {
            self = .damaged(version.epoch)
            return
        }
        self = .good(version, text)
    }

    var version: Version? {
        if case .good(let version, _) = self { version } else { nil }
    }

    /// max(stored + 1, floor + 1, TIME in ms); a floor that no reader accepts yet is none.
    func nextEpoch(floor: Epoch, now: WallTime) -> Epoch {
        let stored: UInt64 =
            switch self {
            case .good(let version, _): version.epoch.number + 1
            case .damaged(let epoch?): epoch.number + 1
            case .damaged(nil), .absent: 0
            }
        let above = floor.number < StandingRecord.furthest(at: now) ? floor.number + 1 : 0
        return Epoch(max(stored, above, UInt64(max(0, now.milliseconds)))) ?? .zero
    }
}

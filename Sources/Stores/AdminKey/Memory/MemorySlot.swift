import Credentials

/// One slot without a server: what Redis would hold of it, with a clock that moves only when told.
///
/// Several ``MemorySlotStore``s may look at one slot, as processes look at one Redis.
package final class MemorySlot {
    package enum Content: Equatable, Sendable {
        case absent
        /// A hash, as names and values by turns.
        case hash([[UInt8]])
        case text([UInt8])
        case otherType
    }

    /// How calls fail, for whoever wants them to.
    package enum Outage: Equatable, Sendable {
        /// Nothing gets through.
        case refuses
        /// Writes take effect, and their answers are lost.
        case losesAnswers
    }

    package var content = Content.absent
    /// The server's clock.
    package var now: WallTime
    package var outage: Outage?
    /// What was published, in order; the empty hint of a plain slot is an empty message.
    package private(set) var messages: [[UInt8]] = []
    package private(set) var log: [SlotLogEntry] = []
    /// Called with each message that is published.
    package var onMessage: ([UInt8]) -> Void = { _ in }
    private var appended = 0

    package init(now: WallTime) { self.now = now }

    /// The cap of the log; the scripts' is not as exact.
    package static let longestLog = 10_000

    func append(_ version: Version, fingerprintBits: UInt64, by author: SlotLogEntry.Author, client: String) {
        appended += 1
        log.append(
            SlotLogEntry(
                id: SlotLogID("\(appended)-0"), version: version, fingerprintBits: fingerprintBits,
                author: author, client: client, time: WallTime(milliseconds: now.milliseconds)))
        if log.count > Self.longestLog { log.removeFirst() }
    }

    func publish(_ message: [UInt8]) {
        messages.append(message)
        onMessage(message)
    }

    /// The version under which a change with this nonce was written, or put back, before.
    func loggedVersion(of nonce: Nonce) -> Version? { log.last { $0.version.nonce == nonce }?.version }

    func page(after id: SlotLogID?) -> SlotLogPage {
        let start = id.flatMap { id in log.firstIndex { Self.number(of: $0.id) > Self.number(of: id) } }
        let entries = Array(log[(id == nil ? 0 : start ?? log.count)...].prefix(SlotLogPage.limit))
        return SlotLogPage(entries: entries, unreadable: 0, last: entries.last?.id)
    }

    private static func number(of id: SlotLogID) -> Int { id.text.split(separator: "-").first.flatMap { Int($0) } ?? 0 }
}

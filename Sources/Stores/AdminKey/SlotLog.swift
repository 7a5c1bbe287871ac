import Credentials

/// The place of one entry in the slot's log: its stream ID.
package struct SlotLogID: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// One write of the slot, as the script that made it said.
package struct SlotLogEntry: Equatable, Sendable {
    package enum Author: String, Sendable {
        case bootstrap, rotate, revoke, repair, replant
        case endGrace = "end-grace"
    }

    package let id: SlotLogID
    /// On a plain slot with epoch 0.
    package let version: Version
    /// Zero for no value.
    package let fingerprintBits: UInt64
    package let author: Author
    /// The name that the writer gave itself.
    package let client: String
    /// Redis' clock.
    package let time: WallTime

    package init(
        id: SlotLogID, version: Version, fingerprintBits: UInt64, author: Author, client: String, time: WallTime
    ) {
        self.id = id
        self.version = version
        self.fingerprintBits = fingerprintBits
        self.author = author
        self.client = client
        self.time = time
    }
}

/// Some entries of the slot's log, in its order.
package struct SlotLogPage: Equatable, Sendable {
    /// The most entries that one call reads.
    package static let limit = 1000

    package let entries: [SlotLogEntry]
    /// Entries that no script of ours wrote: counted, skipped.
    package let unreadable: Int
    /// Where to read on; nil when the page is empty.
    package let last: SlotLogID?

    package init(entries: [SlotLogEntry], unreadable: Int, last: SlotLogID?) {
        self.entries = entries
        self.unreadable = unreadable
        self.last = last
    }
}

/// What is published when a key is created or deactivated: the revision before it, its own, and the record.
///
/// A record over the cap is left out; then the message is a hint to read.
package struct ManagedKeyMessage: Equatable, Sendable {
    /// The most bytes of a row in a message.
    package static let longestRow = 4096

    package let previous: Epoch
    package let revision: Epoch
    /// Nil when it was too long.
    package let record: ManagedKeyRecord?

    package init(previous: Epoch, revision: Epoch, record: ManagedKeyRecord?) {
        self.previous = previous
        self.revision = revision
        self.record = record
    }

    /// Reads the payload: the two revisions and the row, tab by tab; nil for anything else.
    package init?(payload: [UInt8], now: WallTime) {
        let parts = payload.split(separator: 0x09, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let previous = Epoch(text: parts[0]), let revision = Epoch(text: parts[1]),
            !revision.isTooFarAhead(of: now)
        else { return nil }
        if parts[2].isEmpty {
            self.init(previous: previous, revision: revision, record: nil)
            return
        }
        // What is wrong with it does not matter: the reader looks into the store.
        guard let record = try? ManagedKeyRecord(row: Array(parts[2])), record.revision == revision else { return nil }
        self.init(previous: previous, revision: revision, record: record)
    }

    /// As it is published.
    package static func payload(previous: Epoch, revision: Epoch, row: [UInt8]) -> [UInt8] {
        Array("\(previous)\t\(revision)\t".utf8) + (row.count <= longestRow ? row : [])
    }
}

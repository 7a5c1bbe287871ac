/// What is published when an environment changes: the version that stood there before, and the whole record.
package struct EnvironmentMessage: Equatable, Sendable {
    /// Nil when nothing sound stood there. A receiver that held another one has missed something.
    package let previous: Version?
    package let record: EnvironmentRecord

    package init(previous: Version?, record: EnvironmentRecord) {
        self.previous = previous
        self.record = record
    }

    /// Reads `E:N TEXT`, or `- TEXT`.
    package init(payload: [UInt8], now: WallTime) throws(MalformedDocument) {
        guard let space = payload.firstIndex(of: 0x20) else { throw MalformedDocument(place: "", reason: .notJSON) }
        previous = Version(entry: payload[..<space])
        record = try EnvironmentRecord(text: Array(payload[(space + 1)...]), now: now)
    }

    package static func payload(previous: Version?, text: [UInt8]) -> [UInt8] {
        Array((previous.map(\.description) ?? "-").utf8) + [0x20] + text
    }

    package var payload: [UInt8] { record.text.withBytes { Self.payload(previous: previous, text: $0) } }
}

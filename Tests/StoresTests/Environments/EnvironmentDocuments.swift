import Credentials

@testable import Stores

/// Short ways to write documents, so that a test reads as the story it tells.
extension EnvironmentID {
    init(_ text: String) {
        guard let id = EnvironmentID(text: text) else { preconditionFailure("a test names its environments") }
        self = id
    }
}

extension EnvironmentDocument {
    /// With a primary SDK key of its own, and additional ones.
    init(_ primary: String, of id: String = "env-1", additional: [(String, Int64?)] = []) {
        let entries = additional.compactMap { entry in
            SDKKey(text: entry.0).map { (key: $0, end: entry.1.map { WallTime(milliseconds: $0) }) }
        }
        self.init(
            id: EnvironmentID(id), version: .zero, names: Names(environment: "Umgebung \"\u{e4}\"\n"),
            sdk: KeyOrders(primary: SDKKey(text: primary), additional: AdditionalKeys(entries)))
    }
}

extension EnvironmentRecord {
    /// A record to plant, with a version of the test's choosing.
    static func made(_ document: EnvironmentDocument, epoch: UInt64, now: WallTime) throws -> EnvironmentRecord {
        let text = RecordText.complete(document.textBeforeVersion, version: Epoch(epoch) ?? .zero)
        return try EnvironmentRecord(text: text, now: now)
    }

    static func tombstone(_ id: String, epoch: UInt64, now: WallTime) throws -> EnvironmentRecord {
        let text = RecordText.complete(EnvironmentID(id).tombstoneBeforeVersion, version: Epoch(epoch) ?? .zero)
        return try EnvironmentRecord(text: text, now: now)
    }

    var primary: String? { document?.sdk.primary.map { $0.secret.text } }
}

extension EnvironmentReading {
    var record: EnvironmentRecord? { if case .record(let record) = self { record } else { nil } }
    var flaw: MalformedDocument? { if case .malformed(let flaw) = self { flaw } else { nil } }
}

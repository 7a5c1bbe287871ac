import Credentials
import Stores

extension ManagedKeyList {
    /// A table with a heading.
    package func table(at now: WallTime) -> String {
        TextTable(
            heading: ["ID", "STATE", "NAME", "VALUE", "CREATED", "EXPIRES", "USER PATH"],
            rows: records.map { record in
                [
                    record.id.description, record.state(at: now), record.name, record.redactedValue,
                    record.createdAt.utcText, record.expiresAt?.utcText ?? "never", record.userPath?.text ?? "-",
                ]
            }
        ).text
    }

    /// An array of views, as the admin endpoint answers; `[]` for none.
    package func json(at now: WallTime) -> [UInt8] {
        [UInt8(ascii: "[")] + records.map { $0.viewJSON(at: now) }.joined(separator: [UInt8(ascii: ",")])
            + [UInt8(ascii: "]")]
    }

    /// What could not be listed; nil when everything was.
    package var skippedLine: String? {
        guard !skipped.isEmpty else { return nil }
        let counts = Dictionary(grouping: skipped, by: \.flaw.rawValue).mapValues(\.count)
        let parts = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return "rows that are no records are not in the list: \(parts.joined(separator: ", "))"
    }
}

extension ManagedKeyRecord {
    fileprivate func state(at now: WallTime) -> String {
        if !isEnabled { return "inactive" }
        return isActive(at: now) ? "active" : "expired"
    }
}

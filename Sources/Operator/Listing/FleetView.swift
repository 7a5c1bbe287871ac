import Credentials

/// Who holds what, for a list: entries of the last 24 h, damaged ones included.
package struct FleetView: Encodable, Sendable {
    package struct Replica: Encodable, Equatable, Sendable {
        package let id: String
        /// alive, missing, damaged.
        package let state: String
        /// Why an entry cannot be read.
        package let flaw: String?
        package let incarnation: UInt32?
        /// The version, or: unread, plain, none.
        package let admin_key: String?
        /// The slot was read well in this incarnation.
        package let has_read: Bool?
        /// The revision, or: none.
        package let managed_keys: String?
        package let refuse_after_ms: UInt64?
        package let time: String?
        package let age_ms: Int64?
    }

    package let now: String
    package let replicas: [Replica]

    package init(_ reading: HoldsReading) {
        now = reading.now.utcText
        replicas = reading.rows.filter { !$0.isForgotten(at: reading.now) }.map { Replica($0, now: reading.now) }
    }

    /// A table with a heading.
    package var table: String {
        TextTable(
            heading: ["ID", "STATE", "AGE", "ADMIN KEY", "MANAGED KEYS", "INCARNATION", "REFUSES AFTER"],
            rows: replicas.map(\.cells)
        ).text
    }
}

extension HoldsRow {
    fileprivate func isForgotten(at now: WallTime) -> Bool {
        entry.map { now.milliseconds - $0.time.milliseconds > HoldsRules.forgottenAfter } ?? false
    }
}

extension FleetView.Replica {
    fileprivate init(_ row: HoldsRow, now: WallTime) {
        id = row.shownName
        guard case .success(let entry) = row.content else {
            if case .failure(let found) = row.content { flaw = found.rawValue } else { flaw = nil }
            state = "damaged"
            (incarnation, admin_key, has_read, managed_keys) = (nil, nil, nil, nil)
            (refuse_after_ms, time, age_ms) = (nil, nil, nil)
            return
        }
        let age = now.milliseconds - entry.time.milliseconds
        state = (0...HoldsRules.missingAfter).contains(age) ? "alive" : "missing"
        flaw = nil
        incarnation = entry.claim.incarnation
        admin_key = entry.claim.holding.admin.text
        has_read = entry.claim.holding.hasReadAdmin
        managed_keys = entry.claim.holding.keys?.description ?? "none"
        refuse_after_ms = entry.claim.refuseAfterMilliseconds
        time = entry.time.utcText
        age_ms = age
    }

    fileprivate var cells: [String] {
        [
            id, flaw.map { "\(state) (\($0))" } ?? state, age_ms.map { "\($0) ms" } ?? "-", admin_key ?? "-",
            managed_keys ?? "-", incarnation.map { String($0) } ?? "-",
            refuse_after_ms.map { "\($0) ms" } ?? (flaw == nil ? "never" : "-"),
        ]
    }
}

extension Holding.Admin {
    fileprivate var text: String {
        switch self {
        case .unwatched: "none"
        case .plain: "plain"
        case .fenced(nil): "unread"
        case .fenced(let version?): version.description
        }
    }
}

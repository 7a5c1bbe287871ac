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
        package let adminKey: String?
        /// The slot was read well in this incarnation.
        package let hasRead: Bool?
        /// The revision, or: none.
        package let managedKeys: String?
        package let refuseAfterMs: UInt64?
        package let time: String?
        package let ageMs: Int64?
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
            (incarnation, adminKey, hasRead, managedKeys) = (nil, nil, nil, nil)
            (refuseAfterMs, time, ageMs) = (nil, nil, nil)
            return
        }
        let age = now.milliseconds - entry.time.milliseconds
        state = (0...HoldsRules.missingAfter).contains(age) ? "alive" : "missing"
        flaw = nil
        incarnation = entry.claim.incarnation
        adminKey = entry.claim.holding.admin.text
        hasRead = entry.claim.holding.hasReadAdmin
        managedKeys = entry.claim.holding.keys?.description ?? "none"
        refuseAfterMs = entry.claim.refuseAfterMilliseconds
        time = entry.time.utcText
        ageMs = age
    }

    fileprivate var cells: [String] {
        [
            id, flaw.map { "\(state) (\($0))" } ?? state, ageMs.map { "\($0) ms" } ?? "-", adminKey ?? "-",
            managedKeys ?? "-", incarnation.map { String($0) } ?? "-",
            refuseAfterMs.map { "\($0) ms" } ?? (flaw == nil ? "never" : "-"),
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

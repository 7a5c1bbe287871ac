import Doubles

/// How many registrations there are under one key: an issuer, a redirect URI and scopes.
struct LedgerCount: Equatable, Sendable {
    let tenant: String
    let redirectURI: String
    let scope: String
    let live: Int
    let deleted: Int
    let forgotten: Int
    /// Of the live ones, those that nobody may know.
    let unanswered: Int
}

extension Sequence<LedgerEntry> {
    /// By key, in the order of the keys.
    var counts: [LedgerCount] {
        Dictionary(grouping: self) { [$0.tenant, $0.redirectURI, $0.scope] }.map { key, entries in
            LedgerCount(
                tenant: key[0], redirectURI: key[1], scope: key[2], live: entries.count { $0.state == .live },
                deleted: entries.count { $0.state == .deleted }, forgotten: entries.count { $0.state == .forgotten },
                unanswered: entries.count { $0.state == .live && !$0.isAnswered })
        }.sorted { ($0.tenant, $0.redirectURI, $0.scope) < ($1.tenant, $1.redirectURI, $1.scope) }
    }
}

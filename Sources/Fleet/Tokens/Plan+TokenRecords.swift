import Scenario

extension Plan {
    /// What one replica may write of its calls on the storage: its share of the work, twice, because nobody deals it out
    /// evenly; what a race gives it; and what it reads of sessions that are revoked.
    var tokenRecords: Int {
        guard let tokens else { return 0 }
        let seconds = Double(longestRunLength) / 1e9 + 5
        let shared = Double(tokens.recordsPerSecond) * seconds / Double(max(1, fleet.replicas))
        let racing = 8 * Double(racedTokens) * min(1, 6 / Double(max(1, fleet.replicas)))
        return 256 + Int(2 * shared + racing) + 2 * tokens.sessions / max(1, fleet.replicas) + 400 * revokedByName
    }

    /// What the coordinator makes for races, and what it reads at the end.
    var coordinatorTokenRecords: Int {
        guard let tokens else { return 0 }
        return 20_000 + 2 * racedTokens + 2 * tokens.sessions + 16 * revokedByName
    }
}

extension TokensPlan {
    /// A rotation is followed by two new tokens, a revocation by two looks, and so on.
    fileprivate var recordsPerSecond: Int { 2 * issue + use + 3 * rotate + 3 * revoke + 4 * redeem + 4 * replay }
}

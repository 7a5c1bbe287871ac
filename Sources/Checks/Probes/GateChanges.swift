import History

/// When what one life answers about one credential may have changed, as it recorded that itself.
struct GateChanges {
    private let times: [Time]

    init(of credential: CredentialID, in facts: LifeFacts) {
        let stale = (facts.stale + facts.keysStale).flatMap { [$0.from, $0.to] }
        let keys = facts.keyChanges.filter { $0.credential == credential }.map(\.at)
        let environments = facts.environments.resolutions.filter { $0.credential == credential }.map(\.at)
        times = (facts.applications.map(\.at) + stale + keys + environments).sorted()
    }

    /// Whether it may have answered otherwise between two probes of its own that agree and are at most `gap` apart: to and
    /// fro takes two changes, and what was seen of it lies around them.
    ///
    /// - Parameters:
    ///   - first: the call of the first question that was answered otherwise.
    ///   - last: the call of the last one.
    func hideDetour(from first: Time, to last: Time, gap: UInt64) -> Bool {
        let gap = Int64(clamping: gap)
        return zip(times, times.dropFirst()).contains { there, back in
            back <= there.later(by: gap) && there <= first.later(by: gap) && last <= back.later(by: gap)
        }
    }
}

import History

/// What a test looks for among the events of a scene.
struct SceneEvents {
    static func isSight(_ sight: UpstreamSight, of key: CredentialID, _ event: Event) -> Bool {
        guard case .environment(.upstreamSaw(_, key, sight, _)) = event else { return false }
        return true
    }

    /// The same event, at another time if it is that one.
    static func moved(
        _ sight: UpstreamSight, of key: CredentialID, to time: Double, _ entry: (at: Double, event: Event)
    ) -> (at: Double, event: Event) {
        guard case .environment(.upstreamSaw(let life, key, sight, _)) = entry.event else { return entry }
        return (time, .environment(.upstreamSaw(life, key, sight, at: Clock.monotonic(time))))
    }

    static func isResolution(of key: CredentialID, isIn: Bool, _ event: Event) -> Bool {
        guard case .environment(.resolves(key, _, isIn)) = event else { return false }
        return true
    }

    static func isClient(of key: CredentialID, _ changes: Set<ClientChange>, _ event: Event) -> Bool {
        guard case .environment(.client(_, key, _, let change)) = event else { return false }
        return changes.contains(change)
    }
}

import History

/// The colours of every credential of a run, by number.
struct Timelines {
    let colours: [Colours?]
    let levels: KeyLevels

    /// Nil colours: nothing is known about the kind, or it was never named.
    init(
        _ model: RunModel, _ history: SlotHistory, _ stories: [KeyStory?], _ unprotected: Unprotected,
        _ environments: EnvironmentColours, _ levels: KeyLevels
    ) {
        let standings = history.standings(credentials: model.credentials.count)
        self.levels = levels
        colours = model.credentials.enumerated().map { number, credential in
            guard let credential else { return nil }
            if credential.kind == .managedKey {
                guard credential.origin != .neverIssued else { return Colours(neverIssued: unprotected) }
                return Colours(stories[number] ?? .unknown, levels.managed, unprotected)
            }
            if credential.kind.metric.isOfEnvironments {
                return Self.ofEnvironments(credential, environments, levels.environment)
            }
            if credential.origin == .neverIssued { return .neverIssued }
            guard credential.kind == .adminKey else { return nil }
            return Colours(standings[number], history.turns, levels.admin)
        }
    }

    private static func ofEnvironments(
        _ credential: NamedCredential, _ environments: EnvironmentColours, _ limits: Limits
    ) -> Colours {
        guard credential.origin == .neverIssued else {
            return environments.colours(of: credential.id, credential.kind.metric, limits)
        }
        var colours = Colours.neverIssued
        colours.kind = credential.kind.metric
        return colours
    }
}

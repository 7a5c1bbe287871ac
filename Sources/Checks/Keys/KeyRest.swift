import History

/// One managed key at the end of the run, as the reigning primary has it, when it was alive or dead to the last look.
struct KeyRest {
    let isAlive: Bool
    /// Since when it did not change any more.
    let since: Time
    let revision: UInt64

    init?(_ credential: CredentialID, _ context: CheckContext) {
        guard let last = context.keys.sightings[credential].last,
            context.keys.sightings.end(of: credential) >= context.end
        else { return nil }
        switch last.state {
        case .active: isAlive = true
        case .deactivated: isAlive = false
        case .absent, .damaged: return nil
        }
        if isAlive, context.plan.fleet.repair == .none, Self.isLost(credential, context) { return nil }
        let changes = context.keys.writes.filter { $0.credential == credential }.map(\.known)
        since = ([last.returned, context.fleetReady] + changes).max() ?? last.returned
        revision = last.revision
    }

    /// A deactivation that the store has lost and that nobody may put back.
    private static func isLost(_ credential: CredentialID, _ context: CheckContext) -> Bool {
        context.keys.writes.contains { write in
            write.credential == credential && write.kind == .deactivate
                && context.keys.undoing(of: write)?.fate == .lost
        }
    }

    /// It had the time to follow and was not held at its end.
    func isSettled(for view: LifeView, _ context: CheckContext) -> Bool {
        let bound = max(context.levels.managed.learn, context.levels.managed.refuse)
        let end = view.window.end
        return view.window.shifted(since.later(by: bound), bound: bound) < end && !view.window.isHeld(end, end)
    }
}

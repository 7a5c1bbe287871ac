import History

/// The connections that upstream has of each life are those of its primaries and of their predecessors in grace (I2, I3): none
/// more, none missing, no two for one key, none once a life has ended; and none of an offline environment.
///
/// Judged at every moment behind which nothing of the key has changed for `learn`: no document, no end, no hold of the life, no
/// start that upstream held back or refused; and it is known what the documents say of it.
enum UpstreamClientCheck: Check {
    static let name = "upstream-clients"

    static func applies(to context: CheckContext) -> Bool { context.hasEnvironments }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        guard context.model.upstreamUnread == 0 else {
            outcome.inconclusive = ["\(context.model.upstreamUnread) entries of upstream's ledger were not read"]
            return outcome
        }
        let sights = Dictionary(grouping: context.model.upstreamSights, by: \.life)
        var (leaked, doubled, inPart) = (0, 0, 0)
        var tally = SampleTally()
        for view in context.lives {
            for connections in connections(view, sights[view.life] ?? [], context) {
                tally.count(isJudged: !connections.isLeftOut)
                if connections.isLeftOutInPart { inPart += 1 }
                let leaks = connections.leaks(until: context.end)
                leaked += leaks.count
                for at in leaks { outcome.add(leak(connections, at, view, context)) }
                for at in connections.gaps(until: context.end) { outcome.add(gap(connections, at, view, context)) }
                guard !isOfSeveral(connections.credential, view) else { continue }
                doubled += connections.doubled.count
                for at in connections.doubled { outcome.add(double(connections, at, view, context)) }
            }
        }
        outcome.count("leaked.upstream-clients", leaked, samples: tally.judged)
        outcome.count("environment.duplicate-clients", doubled, samples: tally.judged)
        outcome.tell(tally, of: "pairs of key and life", inPart: inPart)
        outcome.detail += ", \(context.model.upstreamSights.count) sights"
        return outcome
    }

    private static func connections(
        _ view: LifeView, _ sights: [UpstreamSighting], _ context: CheckContext
    ) -> [UpstreamConnections] {
        let seen = Dictionary(grouping: sights, by: \.credential)
        let own = view.environments.all
        let named = Set(seen.keys).union(own.flatMap(\.clients.keys)).subtracting([.unnamed])
        let stated = own.map { $0.unknown.isEmpty ? [] : context.environments.ambiguous($0.environment) }
        return named.sorted().map { credential in
            let about = zip(own, stated).filter { $0.hasClient(credential) || $1.contains(credential) }.map(\.0)
            return UpstreamConnections(
                credential, seen[credential] ?? [], about.flatMap { $0.clientEvents[credential] ?? [] },
                wanted: about.flatMap { $0.clients[credential] ?? [] },
                uncertain: about.flatMap { $0.uncertain(credential) }, view.window,
                settle: context.levels.environment.learn)
        }
    }

    /// Each of two environments has a client of its own.
    private static func isOfSeveral(_ credential: CredentialID, _ view: LifeView) -> Bool {
        view.environments.all.count { $0.clients[credential] != nil } > 1
    }

    // MARK: what is said

    private static func leak(
        _ connections: UpstreamConnections, _ at: Time, _ view: LifeView, _ context: CheckContext
    ) -> Violation {
        let wanted = connections.wanted.last { $0.from <= at }
        let until = wanted.map { "none behind \(context.milliseconds($0.to)) ms" } ?? "none: it never has a client"
        return context.violation(
            name, view.life, credential: connections.credential, at: at, expected: until,
            "a connection that upstream still has open")
    }

    private static func gap(
        _ connections: UpstreamConnections, _ at: Time, _ view: LifeView, _ context: CheckContext
    ) -> Violation {
        let from = connections.wanted.last { $0.from <= at }?.from ?? at
        return context.violation(
            name, view.life, credential: connections.credential, at: at,
            expected: "connected to upstream: it has a client since \(context.milliseconds(from)) ms",
            "upstream has no connection of it")
    }

    private static func double(
        _ connections: UpstreamConnections, _ at: Time, _ view: LifeView, _ context: CheckContext
    ) -> Violation {
        context.violation(
            name, view.life, credential: connections.credential, at: at, expected: "one connection at a time",
            "opened while another was there")
    }
}

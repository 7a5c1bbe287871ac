import History

/// No replant (V3): a replica writes the slot only by the bootstrap or the repair script (fenced) or by SET NX (plain),
/// and everything that it writes it has read from Redis before, in this life, or is its own configured key in a
/// bootstrap with epoch 0. A value of epoch 0 that it has read may be bootstrapped again, into a slot that was emptied.
enum NoReplantCheck: Check {
    static let name = "no-replant"
    static let needsInsideKnowledge = true

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var count = 0
        for view in context.lives {
            for write in view.facts.writes where write.outcome != .failed && write.outcome != .superseded {
                count += 1
                let claim = Claim(
                    by: write.by, version: write.version, fingerprint: write.fingerprint, at: write.at,
                    ownWritesBefore: write.at)
                guard let problem = problem(claim, view, context) else { continue }
                outcome.add(
                    context.violation(
                        name, view.life, credential: context.model.credential(with: write.fingerprint)?.id,
                        at: write.at, expected: "only what it read from Redis, or its own key in a bootstrap", problem))
            }
        }
        // A node that replicates has the same log as its primary: what several show was written once.
        var seen: Set<Entry> = []
        for (index, entry) in context.model.log.enumerated() where seen.insert(Entry(entry)).inserted {
            judge(index, context, &outcome)
        }
        outcome.detail = "\(count) writes by replicas"
        return outcome
    }

    private struct Entry: Hashable {
        var version: VersionStamp
        var fingerprint: FingerprintBits
        var by: WrittenBy
        var writer: Life?

        init(_ entry: SlotLogEntry) {
            (version, fingerprint, by, writer) = (entry.version, entry.fingerprint, entry.by, entry.writer)
        }
    }

    /// What was written, as the replica itself or as the slot's log says it.
    private struct Claim {
        var by: WrittenBy
        var version: VersionStamp
        var fingerprint: FingerprintBits
        /// What it applied until then, it had read.
        var at: Time
        /// What a write of its own brought it is applied too: only before this that proves that something else stood there.
        var ownWritesBefore: Time
    }

    private static func problem(_ claim: Claim, _ view: LifeView, _ context: CheckContext) -> String? {
        switch claim.by {
        case .bootstrap: bootstrap(claim, view)
        case .repair where context.isFenced: repair(claim, view)
        case .replant where !context.isFenced: replant(claim, view)
        default: "wrote by \(claim.by)"
        }
    }

    /// Without a key of its own it may generate one.
    private static func bootstrap(_ claim: Claim, _ view: LifeView) -> String? {
        if claim.version.epoch > 0 { return "a bootstrap wrote epoch \(claim.version.epoch)" }
        let configured = view.facts.configured
        guard configured != .none, claim.fingerprint != configured else { return nil }
        let wasRead = hasRead(claim, view) { $0.version.epoch == 0 && $0.fingerprint == claim.fingerprint }
        return wasRead ? nil : "a bootstrap wrote \(claim.fingerprint), its own key is \(configured)"
    }

    private static func repair(_ claim: Claim, _ view: LifeView) -> String? {
        if claim.version.epoch == 0 { return bootstrap(claim, view) }
        let wasRead = hasRead(claim, view) { $0.version == claim.version && $0.fingerprint == claim.fingerprint }
        return wasRead ? nil : "repaired with \(claim.version) \(claim.fingerprint), which it had never read"
    }

    private static func replant(_ claim: Claim, _ view: LifeView) -> String? {
        let wasRead = hasRead(claim, view) { $0.fingerprint == claim.fingerprint }
        return wasRead ? nil : "replanted \(claim.fingerprint), which it had never read"
    }

    private static func hasRead(
        _ claim: Claim, _ view: LifeView, _ matches: (LifeFacts.Application) -> Bool
    ) -> Bool {
        view.facts.applications.contains { application in
            switch application.path {
            case .configuration, .outside: false
            case .repair, .bootstrap: application.at < claim.ownWritesBefore && matches(application)
            case .push, .poll, .start: application.at <= claim.at && matches(application)
            }
        }
    }

    /// The log sees what a killed replica did not live to record.
    private static func judge(_ index: Int, _ context: CheckContext, _ outcome: inout CheckOutcome) {
        let entry = context.model.log[index]
        guard let writer = entry.writer, let problem = problem(index, writer, context) else { return }
        outcome.add(
            context.violation(
                name, writer, credential: context.model.credential(with: entry.fingerprint)?.id, at: entry.read,
                expected: "replicas only bootstrap and repair", problem))
    }

    private static func problem(_ index: Int, _ writer: Life, _ context: CheckContext) -> String? {
        let entry = context.model.log[index]
        guard entry.by == .bootstrap || entry.by == .repair || entry.by == .replant else {
            return "a replica wrote by \(entry.by)"
        }
        if entry.by == .bootstrap, entry.version.epoch > 0 { return "a bootstrap wrote epoch \(entry.version.epoch)" }
        guard let view = context.lives.first(where: { $0.life == writer }) else { return nil }
        // What an earlier entry shows was there to be read, by a write of its own that lost, too.
        let isOld = context.model.log[..<index].contains {
            $0.version == entry.version && $0.fingerprint == entry.fingerprint
        }
        let claim = Claim(
            by: entry.by, version: entry.version, fingerprint: entry.fingerprint, at: entry.read,
            ownWritesBefore: isOld ? entry.read : .always)
        return problem(claim, view, context)
    }
}

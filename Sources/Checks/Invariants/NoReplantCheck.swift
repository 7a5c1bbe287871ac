import History

/// No replant (V3): a replica writes the slot only by the bootstrap or the repair script (fenced) or by SET NX (plain),
/// and everything that it writes it has read from Redis before, in this life, or is its own configured key in a
/// bootstrap with epoch 0.
enum NoReplantCheck: Check {
    static let name = "no-replant"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var count = 0
        for view in context.lives {
            for write in view.facts.writes where write.outcome != .failed && write.outcome != .superseded {
                count += 1
                guard let problem = problem(write, view, context) else { continue }
                outcome.add(
                    context.violation(
                        name, view.life, credential: context.model.credential(with: write.fingerprint)?.id,
                        at: write.at, expected: "only what it read from Redis, or its own key in a bootstrap", problem))
            }
        }
        for entry in context.model.log { judge(entry, context, &outcome) }
        outcome.detail = "\(count) writes by replicas"
        return outcome
    }

    private static func problem(_ write: LifeFacts.Write, _ view: LifeView, _ context: CheckContext) -> String? {
        switch write.by {
        case .bootstrap: bootstrap(write, view)
        case .repair where context.isFenced: repair(write, view)
        case .replant where !context.isFenced: replant(write, view)
        default: "wrote by \(write.by)"
        }
    }

    /// Without a key of its own it may generate one.
    private static func bootstrap(_ write: LifeFacts.Write, _ view: LifeView) -> String? {
        if write.version.epoch > 0 { return "a bootstrap wrote epoch \(write.version.epoch)" }
        let configured = view.facts.configured
        guard configured != .none, write.fingerprint != configured else { return nil }
        return "a bootstrap wrote \(write.fingerprint), its own key is \(configured)"
    }

    private static func repair(_ write: LifeFacts.Write, _ view: LifeView) -> String? {
        if write.version.epoch == 0 { return bootstrap(write, view) }
        let wasRead = view.facts.applications.contains {
            $0.at <= write.at && $0.version == write.version && $0.fingerprint == write.fingerprint
                && $0.path != .configuration
        }
        return wasRead ? nil : "repaired with \(write.version) \(write.fingerprint), which it had never read"
    }

    private static func replant(_ write: LifeFacts.Write, _ view: LifeView) -> String? {
        let wasRead = view.facts.applications.contains {
            $0.at <= write.at && $0.fingerprint == write.fingerprint && $0.path != .configuration
        }
        return wasRead ? nil : "replanted \(write.fingerprint), which it had never read"
    }

    /// The log sees what a killed replica did not live to record.
    private static func judge(_ entry: SlotLogEntry, _ context: CheckContext, _ outcome: inout CheckOutcome) {
        guard let writer = entry.writer else { return }
        let problem: String?
        switch entry.by {
        case .bootstrap where entry.version.epoch > 0: problem = "a bootstrap wrote epoch \(entry.version.epoch)"
        case .bootstrap, .repair, .replant: problem = nil
        case .rotate, .revoke, .endGrace: problem = "a replica wrote by \(entry.by)"
        }
        guard let problem else { return }
        outcome.add(
            context.violation(
                name, writer, credential: context.model.credential(with: entry.fingerprint)?.id, at: entry.read,
                expected: "replicas only bootstrap and repair", problem))
    }
}

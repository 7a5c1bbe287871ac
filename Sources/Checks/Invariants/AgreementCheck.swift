import History

/// Final agreement (V1): when the slot has been stable for `learn`, every replica that lives holds what stands there, and
/// where the slot says nothing usable they all hold the same.
enum AgreementCheck: Check {
    static let name = "agreement"
    static let needsInsideKnowledge = true
    static let buildsOn = [ConvergenceCheck.name]

    private struct Holding: Hashable {
        var version: VersionStamp
        var fingerprint: FingerprintBits
    }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let rest = SlotRest(context)
        let judged = rest.lives(context).compactMap { view in
            view.facts.applications.last { $0.at <= view.window.end }.map { (view, $0) }
        }.filter { $0.1.at < rest.lastLook }
        guard let expected = rest.holding ?? mostCommon(judged.map(\.1)) else {
            outcome.detail = "nothing to agree on"
            return outcome
        }
        for (view, held) in judged where !agrees(held, expected, context) {
            outcome.add(
                context.violation(
                    name, view.life, credential: held.credential, at: view.window.end,
                    expected: "\(expected.fingerprint) in force, as everywhere", "holds \(held.fingerprint)"))
        }
        outcome.detail = "\(judged.count) replicas agree"
        return outcome
    }

    private static func agrees(
        _ held: LifeFacts.Application, _ expected: LifeFacts.Application, _ context: CheckContext
    ) -> Bool {
        held.fingerprint == expected.fingerprint && (!context.isFenced || held.version == expected.version)
    }

    private static func mostCommon(_ held: [LifeFacts.Application]) -> LifeFacts.Application? {
        let groups = Dictionary(grouping: held) { Holding(version: $0.version, fingerprint: $0.fingerprint) }
        return groups.values.max { $0.count < $1.count }?.first
    }
}

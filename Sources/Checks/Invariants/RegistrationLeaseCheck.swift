import History

/// The lease fences: no two lives ever get it under one number, and what comes under an older number is not written while
/// somebody else works under a newer one, nor over what that one has written.
///
/// An older number alone is no harm: when the newer lease has ended without a registration, a late one is welcome.
enum RegistrationLeaseCheck: Check {
    static let name = "registration-leases"

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let stretches = KeyStretches(context)
        var count = 0
        for id in context.registrations.ids {
            let leases = context.lives.flatMap { HeldLease.all(of: id, $0, context) }.sorted { $0.from < $1.from }
            count += leases.count
            for lease in twice(leases) { outcome.add(violation(lease.first, lease.second, context)) }
            let puts = context.lives.flatMap { LeasedPut.all(of: id, $0) }.sorted { $0.to < $1.to }
            for put in puts {
                guard let problem = problem(put, leases, puts, stretches, context) else { continue }
                outcome.add(
                    context.violation(
                        name, put.life, id, put.client, at: put.to,
                        expected: "not written under the older lease \(put.fence)", problem))
            }
        }
        outcome.detail = "\(count) leases"
        return outcome
    }

    /// The first of each number with every other life that has it too.
    private static func twice(_ leases: [HeldLease]) -> [(first: HeldLease, second: HeldLease)] {
        let byFence = Dictionary(grouping: leases, by: \.fence).values.sorted { $0[0].from < $1[0].from }
        return byFence.flatMap { same in
            same.dropFirst().filter { $0.life != same[0].life }.map { (same[0], $0) }
        }
    }

    private static func violation(
        _ first: HeldLease, _ second: HeldLease, _ context: CheckContext
    ) -> Violation {
        context.violation(
            name, second.life, second.id, .none, at: second.from, expected: "a number of its own for each lease",
            "has lease \(second.fence), which \(first.life) has since \(context.milliseconds(first.from)) ms")
    }

    private static func problem(
        _ put: LeasedPut, _ leases: [HeldLease], _ puts: [LeasedPut], _ stretches: KeyStretches,
        _ context: CheckContext
    ) -> String? {
        let inForce = leases.first {
            $0.life != put.life && $0.fence > put.fence && $0.from <= put.from && put.to <= $0.until
                && stretches.number($0.from, put.to) != nil
        }
        if let inForce { return "\(inForce.life) held lease \(inForce.fence) all the while" }
        let over = puts.first {
            $0.fence > put.fence && $0.to <= put.from && stretches.number($0.to, put.to) != nil
                && isStanding($0, until: put.to, context)
        }
        return over.map { "over \($0.client), which \($0.life) had written under lease \($0.fence)" }
    }

    /// Nothing took it out of the row before: neither the end of its secret, nor a step, nor anything that was seen.
    private static func isStanding(_ put: LeasedPut, until time: Time, _ context: CheckContext) -> Bool {
        let end = context.secretEnd(of: put.client, generation: put.generation, put.id)
        let isTaken = context.rowFaults.contains { $0.touches(put.to, time) }
        let isGone = context.registrations.rows(of: put.id).possibly(put.to, time) { !$0.isGood && $0.called > put.to }
        return time < end && !isTaken && !isGone
    }
}

extension StepKind {
    /// SIGKILL of who registers for all, at one step of its way. It waits for somebody to get there, so it stands before what
    /// makes the fleet register.
    static let killLeaseHolder = StepKind("kill-lease-holder", ["at", "upstream", "within", "restart-after"]) { step in
        let upstream = step.upstream()
        let within = step.fields.value("within") == nil ? 5_000_000_000 : step.fields.requiredSpan("within")
        let restartAfter = step.fields.duration("restart-after")
        let stage = step.fields.requiredChoice("at", of: KillLeaseHolder.Stage.self)
        guard let stage, let within else { return nil }
        return .killLeaseHolder(
            KillLeaseHolder(stage: stage, upstream: upstream, within: within, restartAfter: restartAfter))
    }
}

extension KillLeaseHolder {
    var traits: StepTraits {
        StepTraits(
            kind: .killLeaseHolder, faults: [.leaseHolderKilled], lasts: restartAfter ?? 0, needs: [.registrations])
    }
}

extension StepKind {
    /// SIGSTOP, and SIGCONT after `for`.
    static let freezeReplica = StepKind("freeze-replica", ["pick", "for"]) { step in
        let pick = step.requiredPick()
        guard let duration = step.fields.requiredDuration("for"), let pick else { return nil }
        return .freezeReplica(FreezeReplica(pick: pick, duration: duration))
    }
}

extension FreezeReplica {
    var traits: StepTraits { StepTraits(kind: .freezeReplica, faults: [.replicaFrozen], lasts: duration) }
}

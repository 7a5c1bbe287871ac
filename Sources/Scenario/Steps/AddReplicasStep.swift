extension StepKind {
    /// Late joiners; they get the numbers after those of the replicas that are there.
    static let addReplicas = StepKind("add-replicas", ["count"]) { step in
        step.fields.requiredInteger("count", in: 1...Limits.replicas).map { .addReplicas(count: $0) }
    }
}

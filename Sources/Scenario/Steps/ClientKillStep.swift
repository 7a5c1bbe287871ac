extension StepKind {
    /// CLIENT KILL: the connections of the gateway replicas on a node end, and nothing else does.
    static let clientKill = StepKind("client-kill", ["node"]) { step in
        step.node().map { .clientKill(node: $0) }
    }
}

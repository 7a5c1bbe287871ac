extension StepKind {
    /// Ends what a `stop-redis`, or a `kill-redis` without restart, began.
    static let startRedis = StepKind("start-redis", ["node"]) { step in
        step.node().map { .startRedis(node: $0) }
    }
}

extension StepKind {
    /// The replicas' own password changes under them, on every node.
    static let rotateRedisPassword = StepKind("rotate-redis-password") { _ in .rotateRedisPassword }
}

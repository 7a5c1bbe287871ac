extension StepKind {
    /// Replicas close an environment by order: its document stands, and is not in force there any more.
    static let closeEnvironment = StepKind("close-environment", ["environment", "pick"]) { step in
        guard let node = step.fields.value("pick") else {
            return .closeEnvironment(CloseEnvironment(pick: nil, target: step.environmentTarget()))
        }
        return node.somePick(log: step.log).map { pick in
            .closeEnvironment(CloseEnvironment(pick: pick, target: step.environmentTarget()))
        }
    }
}

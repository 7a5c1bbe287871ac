extension StepKind {
    /// An environment is deleted, and all its credentials with it.
    static let removeEnvironment = StepKind("remove-environment", ["environment"] + StepReader.writing) { step in
        if step.fields.required("environment") == nil { return nil }  // all of them are not deleted by an oversight
        return .removeEnvironment(
            RemoveEnvironment(target: step.environmentTarget(), writing: step.documentWriting()))
    }
}

extension RemoveEnvironment {
    var traits: StepTraits {
        StepTraits(document: .removeEnvironment, publishes: .ofEnvironments, retires: .ofEnvironments)
    }
}

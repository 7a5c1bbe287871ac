extension StepKind {
    /// The row is gone; whoever holds it may put it back.
    static let deleteRegistration = StepKind("delete-registration", ["upstream"]) { step in
        .deleteRegistration(DeleteRegistration(upstream: step.upstream()))
    }
}

extension DeleteRegistration {
    var traits: StepTraits {
        StepTraits(kind: .deleteRegistration, faults: [.registrationDeleted], needs: [.registrations])
    }
}

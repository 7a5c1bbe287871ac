extension StepKind {
    /// The whole fleet, or what was drawn of it, begins at one moment with an empty store.
    static let coldStart = StepKind("cold-start", ["pick"]) { step in
        step.pickOrAll().map { .coldStart(ColdStart(pick: $0)) }
    }
}

extension ColdStart {
    /// It has ended when everybody is back, which no plan can know: the runner waits for it.
    var traits: StepTraits {
        StepTraits(
            kind: .coldStart, faults: [.fleetStartedCold], needs: [.registrations], publishes: .registration)
    }
}

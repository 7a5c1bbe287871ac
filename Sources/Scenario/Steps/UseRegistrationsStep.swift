extension StepKind {
    /// Replicas show at their upstreams what they hold; a client that is refused there is one that they drop.
    static let useRegistrations = StepKind("use-registrations", ["pick", "upstream"]) { step in
        let upstream = step.upstream()
        return step.pickOrAll().map { .useRegistrations(UseRegistrations(pick: $0, upstream: upstream)) }
    }
}

extension UseRegistrations {
    var traits: StepTraits { StepTraits(kind: .useRegistrations, needs: [.registrations]) }
}

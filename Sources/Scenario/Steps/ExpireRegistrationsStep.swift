extension StepKind {
    /// Secrets end at the server, before their time; replicas learn it when they use them.
    static let expireRegistrations = StepKind("expire-registrations", ["upstream"]) { step in
        .expireRegistrations(ExpireRegistrations(upstream: step.upstream()))
    }
}

extension ExpireRegistrations {
    var traits: StepTraits {
        StepTraits(
            kind: .expireRegistrations, faults: [.registrationsExpired], needs: [.registrations],
            publishes: .registration)
    }
}

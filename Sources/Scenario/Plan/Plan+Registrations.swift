extension RegistrationsPlan {
    /// What comes after everything has ended: a lease that a dead holder left behind ends; everybody uses what stands;
    /// and what lost is withdrawn, by others than its registrant if that one is gone, who leave it five polls.
    /// Nanoseconds.
    package var settling: UInt64 { leaseLife + learn + 8 * poll }
}

extension Plan {
    /// Registrations that the server can come to have made, at the most, for the size of what is written about them.
    package var mostRegistrations: Int {
        guard let registrations else { return 0 }
        let occasions = flattenedSteps.reduce(1) { $0 + ($1.action.makesRegistrations ? 1 : 0) }
        let registrants = registrations.claim == .lastWriter ? mostReplicas : 4
        return registrations.upstreams.count * (occasions * registrants + renewals)
    }

    /// Proofs of who one is that steps ask for, at the most.
    package var mostShown: Int {
        let upstreams = registrations?.upstreams.count ?? 0
        return flattenedSteps.count { if case .useRegistrations = $0.action { true } else { false } }
            * mostReplicas * upstreams
    }

    private var mostReplicas: Int {
        flattenedSteps.reduce(fleet.replicas) { sum, step in
            if case .addReplicas(let count) = step.action { sum + count } else { sum }
        }
    }

    /// A secret is renewed when no more than three quarters of its life have passed, less the second that its start was
    /// rounded down by.
    private var renewals: Int {
        authorizationServer.secretLife.map { Int(2 * longestRunLength / max(1, $0 / 2)) } ?? 0
    }
}

extension StepAction {
    fileprivate var makesRegistrations: Bool {
        switch self {
        case .coldStart, .expireRegistrations, .deleteRegistration, .killLeaseHolder, .authorizationServerFault: true
        case .killReplica, .stopReplica, .addReplicas, .failover, .killRedis: true
        default: false
        }
    }
}

import Scenario

/// The service levels of all kinds of credentials.
struct KeyLevels: Equatable {
    var admin: Limits
    /// `learn` and `refuse` of its own; what a clock may be wrong by is the same.
    var managed: Limits
    var environment: Limits

    init(_ plan: Plan) {
        admin = Limits(plan.bounds)
        managed = admin
        environment = admin
        if let keys = plan.managedKeys { managed = admin.with(learn: keys.learn, refuse: keys.refuse) }
        if let documents = plan.environments {
            environment = admin.with(learn: documents.learn, refuse: documents.refuse)
        }
    }

    subscript(_ kind: MetricKind) -> Limits {
        switch kind {
        case .managedKey: managed
        case .sdkKey, .mobileKey, .environmentID: environment
        case .adminKey, .registration: admin
        }
    }

    /// For a replica whose clock is wrong by up to `offset`.
    func widened(by offset: Int64) -> KeyLevels {
        var levels = self
        levels.admin = admin.widened(by: offset)
        levels.managed = managed.widened(by: offset)
        levels.environment = environment.widened(by: offset)
        return levels
    }
}

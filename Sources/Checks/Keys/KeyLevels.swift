import Scenario

/// The service levels of both kinds of keys.
struct KeyLevels: Equatable {
    var admin: Limits
    /// `learn` and `refuse` of its own; what a clock may be wrong by is the same.
    var managed: Limits

    init(_ plan: Plan) {
        admin = Limits(plan.bounds)
        managed = admin
        guard let keys = plan.managedKeys else { return }
        managed.learn = Int64(clamping: keys.learn)
        managed.refuse = Int64(clamping: keys.refuse)
    }

    subscript(_ kind: MetricKind) -> Limits { kind == .managedKey ? managed : admin }

    /// For a replica whose clock is wrong by up to `offset`.
    func widened(by offset: Int64) -> KeyLevels {
        var levels = self
        levels.admin = admin.widened(by: offset)
        levels.managed = managed.widened(by: offset)
        return levels
    }
}

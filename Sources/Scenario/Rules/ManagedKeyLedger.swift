/// Which managed keys there can be while the steps of a plan make and kill them: at the most, because picks may find
/// fewer replicas, and steps may fail.
struct ManagedKeyLedger {
    private(set) var probed: Int
    private(set) var unprobed: Int
    /// When each probed key that may be alive ends, after fleet ready; `.max` for one without an end. Sorted.
    private var ends: [UInt64]
    private var replicas: Int

    init(_ plan: ManagedKeysPlan, replicas: Int) {
        probed = plan.probedAtStart
        unprobed = plan.unprobed
        self.replicas = replicas
        ends = (plan.expiring.map { $0.ends(madeAt: 0) } ?? []) + Array(repeating: UInt64.max, count: plan.atStart)
    }

    var isEmpty: Bool { probed + unprobed == 0 }

    /// Probed keys that can be alive then.
    func living(at time: UInt64) -> Int { ends.count { $0 > time } }

    /// Applies what is released at one moment.
    ///
    /// Of its deactivations only the greatest counts: two that run at once may take the same key. They take those that
    /// would end first, so that what is left is never too little.
    mutating func apply(_ steps: [StepDraft]) {
        for step in steps { make(step.action, at: step.at) }
        let dead = steps.map(\.action.deactivations).max() ?? 0
        guard dead > 0, let time = steps.first?.at else { return }
        ends = Array(ends.drop { $0 <= time }.dropFirst(dead))
    }

    private mutating func make(_ action: StepAction, at time: UInt64) {
        if case .addReplicas(let count) = action { replicas += count }
        let made = action.mostProbedKeys(of: replicas)
        probed += made
        unprobed += action.unprobedKeys
        // Beyond the limit there is a finding already, and no need for a list that long.
        let room = max(0, Limits.probedKeys - ends.count)
        let new = action.ends(of: min(made, room), madeAt: time)
        if !new.isEmpty { ends = (ends + new).sorted() }
    }
}

extension PlanDraft {
    /// What there is at the start; nil when it is not known, or not known what the steps do.
    var managedKeyLedger: ManagedKeyLedger? {
        guard stepsAreComplete, managedKeys.isComplete, let replicas = fleet.replicas else { return nil }
        return managedKeys.plan.map { ManagedKeyLedger($0, replicas: replicas) }
    }
}

extension StepAction {
    /// How many probed keys the step kills.
    fileprivate var deactivations: Int {
        switch self {
        case .deactivateKey: 1
        case .deactivateStorm(let storm): storm.count
        default: 0
        }
    }

    /// When that many keys of the step end.
    fileprivate func ends(of made: Int, madeAt time: UInt64) -> [UInt64] {
        switch self {
        case .createKey(let step), .firstKey(let step):
            Array(repeating: step.expiresIn.map { time + $0 } ?? .max, count: made)
        case .expireKeys(let keys): Array(keys.ends(madeAt: time).prefix(made))
        default: []
        }
    }
}

extension ExpiringKeys {
    fileprivate func ends(madeAt time: UInt64) -> [UInt64] { (0..<count).map { time + end(of: $0) } }
}

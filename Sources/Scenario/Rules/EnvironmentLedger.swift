/// What each environment holds while the steps of a plan change it, as far as the plan tells.
///
/// Steps come later than planned when an `await` holds them back, never earlier: what has ended by plan has ended.
struct EnvironmentLedger {
    /// The keys of one kind.
    struct Keys {
        var hasPrimary = true
        var active = 0
        /// When each additional key with an end, and each predecessor, ends; after fleet ready.
        var ending: [UInt64] = []
        var predecessors: [UInt64] = []
        /// Some key was primary and is no more, with or without a grace.
        var hasFormer = false
        /// Some document said a notice.
        var hasNotice = false
    }

    struct Place {
        var isOffline: Bool
        var sdk: Keys
        var mobile: Keys
        var documents = 1
        /// A storm went over it: nobody knows what keys are left.
        var isUnsure = false

        subscript(kind: EnvironmentKeyKind) -> Keys {
            get { kind == .sdk ? sdk : mobile }
            set { if kind == .sdk { sdk = newValue } else { mobile = newValue } }
        }
    }

    private(set) var places: [String: Place] = [:]
    /// In the order in which they came.
    private(set) var names: [String] = []
    private(set) var removed: Set<String> = []
    /// That some step adds, sooner or later.
    let announced: Set<String>

    init(_ plan: EnvironmentsPlan, announced: Set<String>) {
        self.announced = announced
        for environment in plan.atStart { add(environment) }
    }

    mutating func apply(_ action: StepAction, at time: UInt64) {
        switch action {
        case .addEnvironment(let step): arrive(step, at: time)
        case .removeEnvironment(let step): for name in names(in: step.target) { remove(name) }
        case .environmentStorm: change(.all) { $0.isUnsure = true }
        default: changeKeys(action, at: time)
        }
    }

    func names(in target: EnvironmentTarget) -> [String] {
        switch target {
        case .all: names
        case .named(let name): places[name] == nil ? [] : [name]
        }
    }

    private mutating func add(_ environment: EnvironmentPlan) {
        names.append(environment.name)
        removed.remove(environment.name)
        places[environment.name] = Place(
            isOffline: environment.isOffline, sdk: Keys(active: environment.additionalSDKKeys),
            mobile: Keys(hasPrimary: environment.hasMobileKey, active: environment.additionalMobileKeys))
    }

    private mutating func arrive(_ step: AddEnvironment, at time: UInt64) {
        let name = step.environment.name
        guard places[name] == nil else { return }
        add(step.environment)
        for kind in EnvironmentKeyKind.allCases where places[name]?[kind].hasPrimary == true {
            if let predecessor = step.predecessor {
                places[name]?[kind].predecessors = [time + predecessor]
                places[name]?[kind].hasNotice = true
            }
            if let ending = step.ending {
                places[name]?[kind].ending = Array(repeating: time + ending.after, count: ending.count)
            }
        }
    }

    private mutating func remove(_ name: String) {
        places[name] = nil
        names.removeAll { $0 == name }
        removed.insert(name)
    }

    mutating func change(_ target: EnvironmentTarget, _ body: (inout Place) -> Void) {
        for name in names(in: target) {
            guard var place = places[name] else { continue }
            body(&place)
            place.documents += 1
            places[name] = place
        }
    }
}

extension PlanDraft {
    /// What there is at the start; nil when it is not known, or not known what the steps do.
    var environmentLedger: EnvironmentLedger? {
        guard stepsAreComplete, environments.isComplete, let plan = environments.plan else { return nil }
        let announced = allSteps.compactMap { step in
            if case .addEnvironment(let step) = step.action { step.environment.name } else { nil }
        }
        return EnvironmentLedger(plan, announced: Set(announced))
    }
}

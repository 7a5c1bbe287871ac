/// How many documents and keys of environments a run can come to have: what has to be there for them before it starts.
extension Plan {
    /// Environments at the most, counted at each arrival.
    package var mostEnvironments: Int { (environments?.atStart.count ?? 0) + arrivals.count }

    private var arrivals: [AddEnvironment] {
        flattenedSteps.compactMap { step in if case .addEnvironment(let step) = step.action { step } else { nil } }
    }

    /// Environments without an upstream, those included that arrive later.
    package var offlineEnvironments: [String] {
        ((environments?.atStart ?? []) + arrivals.map(\.environment)).filter(\.isOffline).map(\.name)
    }

    /// Credentials of all environments, ids included; each replica asks about each of them.
    package var mostEnvironmentCredentials: Int {
        guard let environments else { return 0 }
        let start = environments.atStart.reduce(0) { $0 + $1.credentials }
        return flattenedSteps.reduce(start) { $0 + $1.action.mostEnvironmentKeys(of: mostEnvironments) }
    }

    /// Documents and deletions.
    package var mostDocuments: Int {
        guard let environments else { return 0 }
        return flattenedSteps.reduce(environments.atStart.count) { $0 + $1.action.mostDocuments(of: mostEnvironments) }
    }
}

extension EnvironmentPlan {
    /// Its id, its primaries and its additional keys.
    package var credentials: Int { 2 + (hasMobileKey ? 1 : 0) + additionalSDKKeys + additionalMobileKeys }
}

extension EnvironmentTarget {
    func most(of environments: Int) -> Int { self == .all ? environments : 1 }
}

extension StepAction {
    /// Keys that the step makes at most. A `together` makes none: its children do.
    package func mostEnvironmentKeys(of environments: Int) -> Int {
        switch self {
        case .addEnvironment(let step):
            let perKind = (step.predecessor == nil ? 0 : 1) + (step.ending?.count ?? 0)
            return step.environment.credentials + perKind * (step.environment.hasMobileKey ? 2 : 1)
        case .rotateSDKKey(let step), .rotateMobileKey(let step): return step.target.most(of: environments)
        case .setAdditionalKeys(let step):
            return (step.active + (step.ending?.count ?? 0)) * step.target.most(of: environments)
        case .staleNotice(let step): return step.target.most(of: environments)
        case .selfRotation(let step): return step.swaps ? step.target.most(of: environments) : 0
        case .conflictingDocument(let step): return step.target.most(of: environments)
        case .environmentStorm(let step): return EnvironmentStorm.mostKeysPerDocument * step.documents
        default: return 0
        }
    }

    /// Documents that the step says at most, old ones included.
    package func mostDocuments(of environments: Int) -> Int {
        switch self {
        case .addEnvironment: 1
        case .removeEnvironment(let step): step.target.most(of: environments)
        case .rotateSDKKey(let step), .rotateMobileKey(let step): step.target.most(of: environments)
        case .setAdditionalKeys(let step): step.target.most(of: environments)
        case .promoteAdditional(let step): step.target.most(of: environments)
        case .rotateBack(let step): step.target.most(of: environments)
        case .staleNotice(let step): step.target.most(of: environments)
        case .selfRotation(let step): step.target.most(of: environments)
        case .replayDocument(let step): step.target.most(of: environments)
        case .conflictingDocument(let step): step.target.most(of: environments)
        case .environmentStorm(let step): step.documents
        default: 0
        }
    }
}

extension EnvironmentStorm {
    /// A list of additional keys makes one active and one with an end.
    package static var mostKeysPerDocument: Int { 2 }
}

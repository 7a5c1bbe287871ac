extension EnvironmentLedger {
    /// Why a step could do nothing, and which of its parameters says so.
    struct Obstacle {
        var reason: String
        var parameter = "environment"
        var suggestion: String?
    }

    /// Nil where the step finds what it needs, as far as the plan tells.
    func obstacle(to action: StepAction, at time: UInt64) -> Obstacle? {
        if case .addEnvironment(let step) = action {
            guard places[step.environment.name] != nil else { return nil }
            return Obstacle(reason: "there is an environment '\(step.environment.name)' already", parameter: "name")
        }
        guard let target = action.environmentTarget else { return nil }
        if let missing = missing(target) { return missing }
        let obstacles = names(in: target).map { name in places[name].flatMap { $0.obstacle(to: action, at: time) } }
        // Of all environments the step is made of those that it can be said of.
        guard let first = obstacles.first, obstacles.allSatisfy({ $0 != nil }), let (what, parameter) = first else {
            return nil
        }
        return Obstacle(reason: "\(target.subject) \(what)", parameter: parameter)
    }

    private func missing(_ target: EnvironmentTarget) -> Obstacle? {
        guard case .named(let name) = target else {
            return names.isEmpty ? Obstacle(reason: "there is no environment at that time") : nil
        }
        guard places[name] == nil else { return nil }
        if removed.contains(name) { return Obstacle(reason: "the environment '\(name)' was removed before") }
        if announced.contains(name) { return Obstacle(reason: "the environment '\(name)' comes later") }
        guard !names.isEmpty else { return Obstacle(reason: "there is no environment '\(name)', nor any other") }
        let known = names.joined(separator: ", ")
        return Obstacle(
            reason: "there is no environment '\(name)', only \(known)",
            suggestion: Spelling.nearest(to: name, in: names))
    }
}

extension EnvironmentTarget {
    /// Of the sentence that says what it lacks.
    fileprivate var subject: String {
        switch self {
        case .all: "every environment"
        case .named(let name): "'\(name)'"
        }
    }
}

extension EnvironmentLedger.Place {
    /// What the environment lacks, and which parameter says that it is needed.
    fileprivate func obstacle(to action: StepAction, at time: UInt64) -> (String, String)? {
        switch action {
        case .rotateSDKKey(let step), .rotateMobileKey(let step): rotation(step)
        case .setAdditionalKeys(let step): listing(step, at: time)
        case .promoteAdditional(let step): promotion(step, at: time)
        case .rotateBack(let step) where step.which == .revoked:
            isUnsure || self[step.kind].hasFormer ? nil : ("has no former \(step.kind.words)", "which")
        case .rotateBack(let step):
            living(self[step.kind].predecessors, at: time)
                ? nil : ("has no \(step.kind.words) in its grace at that time", "environment")
        case .staleNotice(let step):
            isUnsure || self[step.kind].hasNotice && self[step.kind].hasPrimary
                ? nil : ("has no notice of a \(step.kind.words) that could be repeated", "environment")
        case .selfRotation(let step): primary(step.kind, "kind")
        case .replayDocument(let step) where step.back >= documents:
            ("has no document of \(step.back) before the one that stands", "back")
        case .upstream where isOffline: ("is offline: it has no upstream", "environment")
        case .upstream(let step) where step.kind == .dropConnections && step.keys == .predecessor:
            living(sdk.predecessors, at: time)
                ? nil : ("has no SDK key in its grace at that time", "keys")
        default: nil
        }
    }

    private func primary(_ kind: EnvironmentKeyKind, _ parameter: String) -> (String, String)? {
        self[kind].hasPrimary ? nil : ("has no \(kind.words)", parameter)
    }

    private func living(_ ends: [UInt64], at time: UInt64) -> Bool { isUnsure || ends.contains { $0 > time } }

    private func rotation(_ step: RotateEnvironmentKey) -> (String, String)? {
        let keys = self[step.kind]
        switch step.new {
        case .first where keys.hasPrimary: return ("has a \(step.kind.words) already", "to")
        case .first: return nil
        case .fresh:
            guard keys.hasPrimary else { return ("has no \(step.kind.words); to: first gives it one", "environment") }
        }
        guard step.predecessor == .additional, !isUnsure, keys.active + keys.ending.count == 0 else { return nil }
        return ("has no additional \(step.kind.words)", "predecessor")
    }

    private func listing(_ step: SetAdditionalKeys, at time: UInt64) -> (String, String)? {
        if let lack = primary(step.kind, "kind") { return lack }
        guard step.also == .predecessor, !living(self[step.kind].predecessors, at: time) else { return nil }
        return ("has no \(step.kind.words) in its grace at that time", "also")
    }

    private func promotion(_ step: PromoteAdditional, at time: UInt64) -> (String, String)? {
        let keys = self[step.kind]
        switch step.which {
        case .active where !isUnsure && keys.active == 0:
            return ("has no additional \(step.kind.words) without an end", "environment")
        case .ending where !living(keys.ending, at: time):
            return ("has no additional \(step.kind.words) with an end to come", "which")
        default: return nil
        }
    }
}

extension EnvironmentKeyKind {
    fileprivate var words: String { self == .sdk ? "SDK key" : "mobile key" }
}

extension StepAction {
    /// Of a step on environments that are there.
    package var environmentTarget: EnvironmentTarget? {
        switch self {
        case .removeEnvironment(let step): step.target
        case .rotateSDKKey(let step), .rotateMobileKey(let step): step.target
        case .setAdditionalKeys(let step): step.target
        case .promoteAdditional(let step): step.target
        case .rotateBack(let step): step.target
        case .staleNotice(let step): step.target
        case .selfRotation(let step): step.target
        case .replayDocument(let step): step.target
        case .conflictingDocument(let step): step.target
        case .upstream(let step): step.target
        case .closeEnvironment(let step): step.target
        case .environmentStorm: .all
        default: nil
        }
    }
}

extension EnvironmentLedger {
    /// What a step makes of keys; of an environment that it cannot be said of, nothing.
    mutating func changeKeys(_ action: StepAction, at time: UInt64) {
        switch action {
        case .rotateSDKKey(let step), .rotateMobileKey(let step):
            change(step.target, step.kind) { $0.rotate(step, at: time) }
        case .setAdditionalKeys(let step):
            change(step.target, step.kind) { keys in
                keys.active = step.active
                keys.ending = step.ending.map { Array(repeating: time + $0.after, count: $0.count) } ?? []
            }
        case .promoteAdditional(let step): change(step.target, step.kind) { $0.promote(step, at: time) }
        case .rotateBack(let step):
            change(step.target, step.kind) { keys in
                if step.which == .predecessor { keys.loseLongestPredecessor() }
                keys.swap(step.grace, at: time)
            }
        case .selfRotation(let step): change(step.target, step.kind) { $0.hasNotice = true }
        case .staleNotice(let step): change(step.target, step.kind) { $0.hasFormer = true }
        case .conflictingDocument(let step): change(step.target) { _ in }
        default: break
        }
    }

    private mutating func change(
        _ target: EnvironmentTarget, _ kind: EnvironmentKeyKind, _ body: (inout Keys) -> Void
    ) {
        change(target) { place in body(&place[kind]) }
    }
}

extension EnvironmentLedger.Keys {
    fileprivate mutating func rotate(_ step: RotateEnvironmentKey, at time: UInt64) {
        guard step.new == .fresh else { return hasPrimary = true }
        guard hasPrimary else { return }
        if step.predecessor == .additional { takeAdditional() }
        swap(step.grace, at: time)
    }

    fileprivate mutating func promote(_ step: PromoteAdditional, at time: UInt64) {
        if step.which == .active { active = max(0, active - 1) } else if !ending.isEmpty { ending.removeLast() }
        swap(step.grace, at: time)
    }

    fileprivate mutating func takeAdditional() {
        if active > 0 { active -= 1 } else if !ending.isEmpty { ending.removeLast() }
    }

    /// Without a notice in the new document the platform has none any more.
    fileprivate mutating func swap(_ grace: DocumentGrace, at time: UInt64) {
        if case .lasting(let duration) = grace { predecessors.append(time + duration) }
        hasNotice = grace != .none
        hasFormer = true
    }

    fileprivate mutating func loseLongestPredecessor() {
        guard let longest = predecessors.max(), let place = predecessors.firstIndex(of: longest) else { return }
        predecessors.remove(at: place)
    }
}

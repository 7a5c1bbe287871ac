import Credentials

@testable import ReplicaCore

/// A keeper, perhaps with a defect put in from outside.
struct KeeperMachine {
    var keeper: EnvironmentKeeper
    let patch: KeeperPatch?

    mutating func handle(_ input: EnvironmentInput, at now: Moment) -> [EnvironmentEffect] {
        guard let patch else { return keeper.handle(input, at: now) }
        let before = keeper
        let changed = patch.input(input, before)
        var call = KeeperCall(input: changed, now: now, before: before, keeper: keeper, effects: [])
        call.effects = call.keeper.handle(changed, at: now)
        patch.after(&call)
        keeper = call.keeper
        return call.effects
    }

    var status: [EnvironmentName: EnvironmentStatus] {
        patch.map { $0.status(keeper.status, keeper) } ?? keeper.status
    }

    /// What a log would say of an effect; a gate is not printed, being nothing but keys that do not print.
    func printed(_ effect: EnvironmentEffect) -> String? {
        if let text = patch?.printed(effect) { return text }
        if case .swap = effect { return nil }
        return "\(effect)"
    }
}

/// One input as a defect sees it: the state before, and what it may spoil.
struct KeeperCall {
    let input: EnvironmentInput
    let now: Moment
    let before: EnvironmentKeeper
    var keeper: EnvironmentKeeper
    var effects: [EnvironmentEffect]
}

/// A defect that is put into a keeper from outside, to see that an invariant finds it.
struct KeeperPatch: Sendable {
    typealias Statuses = [EnvironmentName: EnvironmentStatus]

    var input: @Sendable (EnvironmentInput, EnvironmentKeeper) -> EnvironmentInput = { input, _ in input }
    var after: @Sendable (inout KeeperCall) -> Void = { _ in }
    var status: @Sendable (Statuses, EnvironmentKeeper) -> Statuses = { status, _ in status }
    var printed: @Sendable (EnvironmentEffect) -> String? = { _ in nil }
}

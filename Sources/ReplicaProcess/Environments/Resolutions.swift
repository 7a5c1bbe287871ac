import Credentials
import ReplicaCore

/// Which credential resolves to which environment, as the history is told: what the gate says, and not what an effect
/// announces. So a removal that never reached the gate is no record, and whoever waits for it misses it.
struct Resolutions {
    struct Change: Equatable {
        let credential: EnvironmentCredential
        let environment: EnvironmentName
        let isIn: Bool
    }

    /// Registered, and told as soon as decisions know of them.
    private var registered: [(credential: EnvironmentCredential, environment: EnvironmentName)] = []
    /// Of credentials that several environments claim: to which one each was last told to resolve.
    private var contested: [EnvironmentCredential: EnvironmentName] = [:]

    mutating func register(_ credential: EnvironmentCredential, of environment: EnvironmentName) {
        registered.append((credential, environment))
    }

    /// Decisions are made by this gate from here on.
    mutating func swapped(to gate: EnvironmentGate, at now: WallTime) -> [Change] {
        guard !registered.isEmpty else { return [] }
        defer { registered.removeAll() }
        return registered.flatMap { added($0.credential, $0.environment, gate, now) }
    }

    private mutating func added(
        _ credential: EnvironmentCredential, _ environment: EnvironmentName, _ gate: EnvironmentGate, _ now: WallTime
    ) -> [Change] {
        guard gate.environment(credential, at: now) == environment else { return [] }
        let others = gate.claimants(of: credential).filter { $0 != environment }
        let before = contested[credential] ?? others.last
        if !others.isEmpty { contested[credential] = environment }
        guard before != environment else { return [] }
        return (before.map { [Change(credential: credential, environment: $0, isIn: false)] } ?? [])
            + [Change(credential: credential, environment: environment, isIn: true)]
    }

    /// An environment gave a credential up. Another one that claims it, too, has it now.
    mutating func unregister(
        _ credential: EnvironmentCredential, of environment: EnvironmentName, _ gate: EnvironmentGate, at now: WallTime
    ) -> [Change] {
        let resolved = gate.environment(credential, at: now)
        guard resolved != environment else { return [] }
        let before = contested[credential] ?? environment
        contested[credential] = gate.claimants(of: credential).count > 1 ? resolved : nil
        guard before == environment else { return [] }
        return [Change(credential: credential, environment: environment, isIn: false)]
            + (resolved.map { [Change(credential: credential, environment: $0, isIn: true)] } ?? [])
    }
}

@testable import Checks
import History
@testable import Scenario

/// Scenes with tokens: what replicas did with them, written as replicas write it. Access tokens live for a second, refresh
/// tokens for two.
extension Scene {
    static func withTokens(replicas: Int = 2, confirm: Int = 0) -> Scene {
        var scene = Scene(replicas: replicas)
        var tokens = TokensPlan()
        tokens.accessTTL = 1_000_000_000
        tokens.refreshTTL = 2_000_000_000
        tokens.confirm = confirm
        scene.plan.tokens = tokens
        return scene
    }

    /// One call by a replica, or by the coordinator (0).
    mutating func call(
        _ kind: TokenDeedKind, _ outcome: TokenOutcome = .done, family: UInt32 = 1, _ generation: UInt32 = 0,
        at called: Double, took: Double = 2, by replica: UInt32 = 1, detail: UInt64 = 0
    ) {
        let deed = TokenDeed(
            kind, outcome, family: family, generation: generation, called: Clock.monotonic(called), detail: detail)
        tell(replica == 0 ? .operated(deed) : .did(deed), at: called + took, by: replica)
    }

    mutating func tell(_ event: TokenEvent, at time: Double, by replica: UInt32 = 0) {
        guard let index = actors.lastIndex(where: { $0.replica == replica }) else {
            return coordinator.append((time, .token(event)))
        }
        actors[index].extra.append((time, .token(event)))
    }

    /// Both tokens of a generation.
    mutating func mint(_ generation: UInt32 = 0, family: UInt32 = 1, at called: Double, by replica: UInt32 = 1) {
        call(.mintAccess, family: family, generation, at: called, by: replica)
        call(.mintRefresh, family: family, generation, at: called + 2, by: replica)
    }

    /// A failover from `redis-1` to `redis-2`, as the coordinator sees it.
    mutating func failOver(at: Double) {
        coordinator.append((50, .roleChanged(NodeID(1), isPrimary: true, called: Clock.monotonic(49))))
        coordinator.append((50, .roleChanged(NodeID(2), isPrimary: false, called: Clock.monotonic(49))))
        coordinator.append((at, .roleChanged(NodeID(2), isPrimary: true, called: Clock.monotonic(at - 1))))
        coordinator.append((at + 5, .roleChanged(NodeID(1), isPrimary: false, called: Clock.monotonic(at + 4))))
    }

    /// What the checks of tokens say, without those of the slot, which a bare failover disturbs.
    func tokenFindings() throws -> (findings: Findings, violations: [String]) {
        let findings = try findings()
        return (findings, findings.violations.map(\.check).filter { $0.hasPrefix("token-") })
    }
}

@testable import Checks
import History
@testable import Scenario

/// Scenes with managed keys: a fleet that follows every change 30 ms after its answer, and a coordinator that looks at each
/// key 10 ms after it changed. Bounds are 600 ms, as those of the admin key.
extension Scene {
    static func withKeys(replicas: Int = 2, end: Double = 5_000) -> Scene {
        var scene = Scene(replicas: replicas, end: end)
        scene.plan.managedKeys = ManagedKeysPlan(
            poll: 500_000_000, learn: 600_000_000, refuse: 600_000_000)
        return scene
    }

    /// Neither an admin key nor a managed key is there at the start.
    static func unprotected(replicas: Int = 2, end: Double = 5_000) -> Scene {
        var scene = withKeys(replicas: replicas, end: end)
        scene.plan.fleet.initial = FleetPlan.InitialKey.off
        scene.credentials = [(.adminKey, .neverIssued), (.adminKey, .neverIssued)]
        scene.slot[0].current = nil
        scene.sampled = (0, 0)
        scene.hasLog = false
        scene.isUnprotected = true
        for index in scene.actors.indices { scene.actors[index].applications = [] }
        return scene
    }

    @discardableResult
    mutating func nameKey(_ origin: CredentialOrigin = .fresh) -> CredentialID {
        credentials.append((.managedKey, origin))
        return CredentialID(UInt32(credentials.count - 1))
    }

    /// A new key that ends at `ends`; everybody who lives follows, the writer at once.
    @discardableResult
    mutating func create(
        at invoked: Double, took: Double = 4, ends: Double? = nil, outcome: Outcome = .ok, by writer: UInt32? = nil,
        followed delay: Double? = 30, isStored: Bool = true
    ) -> CredentialID {
        let key = nameKey()
        keyEnds[key.number] = ends
        let lifetime = ends.map { UInt64(($0 - invoked) * 1_000_000) }
        let change = KeyChangeMade(
            kind: .createKey, key: key, invoked: invoked, took: took, outcome: outcome, lifetime: lifetime ?? 0)
        make(change, end: ends.map(Clock.unix) ?? 0, writer)
        guard outcome != .failed else { return key }
        if isStored { shows(key, .active, at: invoked + took / 2 + 10) }
        follow(key, isAlive: true, invoked, took, writer, delay)
        return key
    }

    mutating func deactivate(
        _ key: CredentialID, at invoked: Double, took: Double = 4, outcome: Outcome = .ok, by writer: UInt32? = nil,
        first: Double? = nil, followed delay: Double? = 30, isStored: Bool = true, node: NodeID? = nil
    ) {
        let died = first ?? invoked + took / 2
        let change = KeyChangeMade(kind: .deactivateKey, key: key, invoked: invoked, took: took, outcome: outcome)
        make(change, end: Clock.unix(died), writer)
        guard outcome != .failed else { return }
        if isStored { shows(key, .deactivated, at: invoked + took / 2 + 10, died: died, node: node ?? writesTo) }
        follow(key, isAlive: false, invoked, took, writer, delay)
    }

    private struct KeyChangeMade {
        var kind: OperationKind
        var key: CredentialID
        var invoked: Double
        var took: Double
        var outcome: Outcome
        var lifetime: UInt64 = 0
    }

    private mutating func make(_ change: KeyChangeMade, end: UInt64, _ writer: UInt32?) {
        let number = operations
        operations += 1
        keyRevision = max(keyRevision + 1, Clock.unix(change.invoked + change.took / 2))
        let isKnown = change.outcome != .unknown && change.outcome != .failed
        let life = writer.flatMap { writer in actors.last { $0.replica == writer && $0.started <= change.invoked }?.life
        }
        coordinator += [
            (
                change.invoked,
                .operationInvoked(
                    number, kind: change.kind, credential: change.key, grace: change.lifetime, step: 0,
                    writer: life)
            ),
            (
                change.invoked + change.took,
                .operationEnded(
                    number, outcome: change.outcome,
                    version: VersionStamp(epoch: isKnown ? keyRevision : 0, nonce: 0),
                    fingerprint: Self.fingerprint(change.key), graceEnd: isKnown ? end : 0,
                    node: writer == nil ? writesTo : .unknown)
            ),
        ]
    }

    private mutating func follow(
        _ key: CredentialID, isAlive: Bool, _ invoked: Double, _ took: Double, _ writer: UInt32?, _ delay: Double?
    ) {
        for index in actors.indices where actors[index].end > invoked {
            if actors[index].replica == writer {
                guard actors[index].started <= invoked else { continue }
                learns(index, key, isAlive: isAlive, at: invoked + took - 1, .local)
            } else if let delay {
                learns(index, key, isAlive: isAlive, at: max(invoked + took + delay, actors[index].ready - 5), .push)
            }
        }
    }

    /// An actor's cache takes a change over, and says so.
    mutating func learns(
        _ index: Int, _ key: CredentialID, isAlive: Bool, at: Double, _ path: KeyPath, revision: UInt64? = nil
    ) {
        actors[index].holds.append((at, key, isAlive))
        actors[index].extra.append(
            (at, .keyChanged(key, isEnabled: isAlive, revision: revision ?? keyRevision, path: path)))
    }

    /// An actor has read everything, which names no key.
    mutating func loads(_ index: Int, _ keys: [(CredentialID, isAlive: Bool)], at: Double, revision: UInt64? = nil) {
        actors[index].holds += keys.map { (at, $0.0, $0.isAlive) }
        actors[index].extra.append(
            (at, .keysLoaded(revision: revision ?? keyRevision, keys: UInt32(keys.count))))
    }

    /// The coordinator sees a key on a node, as another than before.
    mutating func shows(
        _ key: CredentialID, _ state: KeyState, at: Double, died: Double? = nil, revision: UInt64? = nil,
        node: NodeID? = nil
    ) {
        coordinator.append(
            (
                at + 0.2,
                .keyRead(
                    key, state: state, called: Clock.monotonic(at), revision: revision ?? keyRevision,
                    deactivatedAt: died.map(Clock.unix) ?? 0, node: node ?? writesTo)
            ))
    }

    /// What an actor holds from now on, whatever it held before.
    mutating func forgets(_ key: CredentialID, _ index: Int) {
        actors[index].holds.removeAll { $0.key == key }
        actors[index].extra.removeAll {
            if case .keyChanged(key, _, _, _) = $0.event { true } else { false }
        }
    }
}

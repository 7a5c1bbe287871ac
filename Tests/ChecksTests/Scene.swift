@testable import Checks
import Foundation
import History
import HistoryLog
@testable import Scenario

/// A run made by hand: operations on a slot, replicas that follow them, and whatever a test adds or breaks. It is
/// written through the real writer and judged like any other.
///
/// Times are milliseconds since the run began; the fleet is ready at 1,000. Without a test's interference nothing is
/// wrong with it.
struct Scene {
    /// What the slot holds after an operation.
    struct SlotValue {
        var version: VersionStamp
        var current: CredentialID?
        var outgoing: [(credential: CredentialID, end: Double)] = []
        var from: Double

        /// What SlotScript.rotate makes of it; the end is that of the key that joined, if one did.
        func rotated(to credential: CredentialID, grace: Double, at: Double, isDamaged: Bool) -> (Self, end: Double?) {
            var next = Self(version: version, current: credential, from: at)
            guard grace > 0, !isDamaged else { return (next, nil) }
            next.outgoing = outgoing.filter { $0.end > at && $0.credential != credential && $0.credential != current }
            guard let current, current != credential else { return (next, nil) }
            if next.outgoing.count == 4, let first = next.outgoing.map(\.end).min() {
                next.outgoing.removeAll { $0.end == first }
            }
            next.outgoing.append((current, at + grace))
            return (next, at + grace)
        }
    }

    struct Application {
        var at: Double
        /// Index of `slot`.
        var value: Int
        var path = ApplyPath.push
    }

    /// One life of a replica.
    struct Actor {
        var replica: UInt32
        var incarnation: UInt16 = 1
        var started = 100.0
        var ready = 200.0
        /// Stops by itself with an end message, or is killed.
        var end: Double
        var isKilled = false
        var applications: [Application] = []
        var extra: [(at: Double, event: Event)] = []
        /// No probe is made in these.
        var pauses: [(from: Double, to: Double)] = []
        var probesCredentials: Set<UInt32>?
        /// Its ADMIN_KEY: the scene's first key unless it has one of its own.
        var configured: CredentialID? = CredentialID(0)
        /// By number: the actor is not asked for a credential before this.
        var asksFrom: [UInt32: Double] = [:]
        /// As wait(2) gives it.
        var exitStatus: Int32?
        /// What it holds of managed keys, and since when.
        var holds: [(at: Double, key: CredentialID, isAlive: Bool)] = []
        /// What it holds of environments, and since when.
        var documents: [(at: Double, document: Document)] = []

        var life: Life { Life(ReplicaID(replica), Incarnation(incarnation)) }
    }

    static let fleetReady = 1_000.0
    let key0 = CredentialID(0)
    let neverIssued = CredentialID(1)

    var plan = Plan.quiet
    var isFenced: Bool { plan.fleet.slot == FleetPlan.Slot.fenced }
    var end = 5_000.0
    var credentials: [(kind: CredentialKind, origin: CredentialOrigin)] = [
        (.adminKey, .initial), (.adminKey, .neverIssued),
    ]
    var slot: [SlotValue]
    var actors: [Actor]
    var coordinator: [(at: Double, event: Event)] = []
    var zygote: [(at: Double, event: Event)] = []
    var operations: UInt32 = 0
    /// Whose bootstrap the log begins with.
    var bootstrapper: UInt32 = 1
    /// The samples show it blank, and no rotation finds a key in it.
    var damaged: [(from: Double, to: Double)] = []
    var probeEvery = 10.0
    var samplesEvery = 20.0
    /// What each of several nodes shows, as indices of `slot`; empty where there is one node, which shows all of it.
    var lineages: [NodeID: Lineage] = [:]
    /// Which server answers the operator.
    var writesTo = NodeID.first
    var sampled: (from: Double, to: Double)
    var hasEnd = true
    var isInterrupted = false
    var hasLog = true
    var endOffset = Clock.wallOffset
    var replicaRecords = 4_096
    /// When managed keys end, by number.
    var keyEnds: [UInt32: Double] = [:]
    /// Protected routes are open to everybody while an actor holds no managed key.
    var isUnprotected = false
    /// What becomes of the events that follow from an actor's documents, and of what upstream sees of it.
    var rewrite: ([(at: Double, event: Event)], Actor) -> [(at: Double, event: Event)] = { events, _ in events }
    var rewriteUpstream: ([(at: Double, event: Event)], Actor) -> [(at: Double, event: Event)] = { events, _ in events }
    /// Of the last change of a managed key.
    var keyRevision: UInt64 = 0
    /// What the authorization server made, in order; its ledger is read 30 ms before the end.
    var registered: [SceneRegistration] = []
    /// Over HTTP.
    var fromOutside: [OutsideAsker] = []
    /// Others record of the actors what they answer.
    var isForeign = false
    /// Changes a verdict, to plant a defect: nil keeps it.
    var verdict: (Actor, CredentialID, Double) -> ProbeRun.Verdict? = { _, _, _ in nil }

    init(replicas: Int = 2, end: Double = 5_000) {
        self.end = end
        sampled = (100, end - 20)
        slot = [SlotValue(version: VersionStamp(epoch: 0, nonce: 9), current: CredentialID(0), from: 0)]
        actors = (1...UInt32(replicas)).map { number in
            var actor = Actor(replica: number, end: end - 10)
            actor.applications = [Application(at: 150, value: 0, path: .start)]
            return actor
        }
    }

    static func fingerprint(_ credential: CredentialID?) -> FingerprintBits {
        credential.map { FingerprintBits(0xA000_0000_0000 + UInt64($0.number) + 1) } ?? .none
    }

    // MARK: what a test says

    mutating func name(_ origin: CredentialOrigin = .fresh) -> CredentialID {
        credentials.append((.adminKey, origin))
        return CredentialID(UInt32(credentials.count - 1))
    }

    /// A rotation to a fresh key, or to one that there was; every actor follows after `delay`.
    @discardableResult
    mutating func rotate(
        to credential: CredentialID? = nil, at invoked: Double, took: Double = 4, grace: Double = 0,
        outcome: Outcome = .ok, followed delay: Double? = 30
    ) -> CredentialID {
        let credential = credential ?? name()
        let done = invoked + took / 2
        var (value, end) = slot[slot.count - 1].rotated(
            to: credential, grace: grace, at: done, isDamaged: isDamaged(at: done))
        value.version = version(done)
        change(.rotate, credential, invoked, took, grace, outcome, value, delay, end: end)
        repairDamage(at: done, outcome)
        return credential
    }

    mutating func revoke(at invoked: Double, followed delay: Double? = 30) {
        change(
            .revoke, .unnamed, invoked, 4, 0, .ok,
            SlotValue(version: version(invoked + 2), current: nil, from: invoked + 2), delay)
        repairDamage(at: invoked + 2, .ok)
    }

    mutating func endGrace(at invoked: Double, followed delay: Double? = 30) {
        let current = slot[slot.count - 1].current
        change(
            .endGrace, .unnamed, invoked, 4, 0, .ok,
            SlotValue(version: version(invoked + 2), current: current, from: invoked + 2), delay)
    }

    func version(_ at: Double) -> VersionStamp {
        VersionStamp(epoch: Clock.unix(at), nonce: UInt64(operations) + 1)
    }

    private mutating func change(
        _ kind: OperationKind, _ credential: CredentialID, _ invoked: Double, _ took: Double, _ grace: Double,
        _ outcome: Outcome, _ value: SlotValue, _ delay: Double?, end: Double? = nil
    ) {
        let number = operations
        operations += 1
        coordinator.append(
            (
                invoked,
                .operationInvoked(
                    number, kind: kind, credential: credential, grace: UInt64(grace * 1_000_000), step: 0)
            ))
        let isKnown = outcome != .unknown
        coordinator.append(
            (
                invoked + took,
                .operationEnded(
                    number, outcome: outcome, version: isKnown && isFenced ? value.version : .zero,
                    fingerprint: Self.fingerprint(value.current),
                    graceEnd: isKnown ? end.map(Clock.unix) ?? 0 : 0, node: writesTo)
            ))
        guard outcome != .failed, outcome != .superseded else { return }
        slot.append(value)
        guard let delay else { return }
        for index in actors.indices where actors[index].end > invoked {
            actors[index].applications.append(Application(at: invoked + took + delay, value: slot.count - 1))
        }
    }

    /// A step blanks the slot; it stays so until the next rotation.
    mutating func damage(at: Double) {
        fault(.damage, from: at, to: at + 1)
        damaged.append((at + 0.5, end))
    }

    func isDamaged(at: Double) -> Bool { damaged.contains { $0.from <= at && at < $0.to } }

    private mutating func repairDamage(at: Double, _ outcome: Outcome) {
        guard outcome != .failed, outcome != .superseded else { return }
        for index in damaged.indices { damaged[index].to = min(damaged[index].to, at) }
    }

    mutating func fault(_ kind: OperationKind, from: Double, to: Double) {
        let number = operations
        operations += 1
        coordinator.append((from, .operationInvoked(number, kind: kind, credential: .unnamed, grace: 0, step: 0)))
        coordinator.append(
            (to, .operationEnded(number, outcome: .ok, version: .zero, fingerprint: .none, graceEnd: 0)))
    }

    mutating func hold(_ replica: UInt32, _ why: HoldReason, from: Double, to: Double?, number: UInt32 = 0) {
        let life = actors.first { $0.replica == replica }?.life ?? Life(ReplicaID(replica), Incarnation(1))
        coordinator.append((from, .heldBegan(life, why: why, hold: number)))
        if let to { coordinator.append((to, .heldEnded(life, why: why, hold: number))) }
    }

    /// Kills the replica's last life and starts the next one, which reads the slot at once.
    mutating func restart(_ replica: UInt32, killed: Double, ready: Double) {
        guard let index = actors.lastIndex(where: { $0.replica == replica }) else { return }
        hold(replica, .dead, from: killed - 1, to: ready, number: 1_000 + replica)
        actors[index].end = killed
        actors[index].isKilled = true
        var next = actors[index]
        next.incarnation += 1
        next.started = ready - 20
        next.ready = ready
        next.end = end - 10
        next.isKilled = false
        let value = slot.lastIndex { $0.from < ready } ?? 0
        next.applications = [Application(at: ready - 5, value: value, path: .start)]
        next.applications += actors[index].applications.filter { $0.at > ready }
        actors[index].applications.removeAll { $0.at >= killed }
        next.extra.removeAll { $0.at < next.started }
        next.holds.removeAll { $0.at < next.started }
        actors.insert(next, at: index + 1)
    }
}

extension Plan {
    /// Two replicas, nothing planned; bounds of 600 ms.
    static let quiet = Plan(
        name: "scene", about: "", seed: 1, fleet: FleetPlan(replicas: 2), redis: RedisPlan(), probe: ProbePlan(),
        bounds: Bounds(learn: 600_000_000, refuse: 600_000_000), steps: [], expectations: [],
        expectedVerdict: .pass, expectedFailing: [])
}

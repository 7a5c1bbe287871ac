@testable import Checks
import History
@testable import Scenario

/// One registration at the authorization server of a scene.
struct SceneRegistration {
    var id = RegistrationID(0)
    var client: FingerprintBits
    var at: Double
    /// Whole seconds; nil for never.
    var secretEnds: Double?
    var state = LedgerState.live
    var isListed = false
    var uses: UInt32 = 0
    var refusedUses: UInt32 = 0
    var generation: UInt64 = 0

    var unixEnd: UInt64 { secretEnds.map { Clock.unix($0) / 1_000 } ?? 0 }
}

/// Scenes with registrations: a lease, a call, a put, 8 ms in all, and a fleet that adopts 30 ms later; what is replaced is
/// withdrawn two polls later. Polls are 500 ms, `learn` is 600 ms, a lease lives 1,500 ms.
extension Scene {
    static let registrationPoll = 500.0

    static func withRegistrations(
        replicas: Int = 3, end: Double = 5_000, upstreams: [String] = ["acme"],
        claim: RegistrationsPlan.Claim = .createIfAbsent
    ) -> Scene {
        var scene = Scene(replicas: replicas, end: end)
        var plan = RegistrationsPlan()
        plan.upstreams = upstreams
        plan.claim = claim
        plan.poll = UInt64(registrationPoll * 1_000_000)
        plan.learn = 600_000_000
        plan.leaseLife = 1_500_000_000
        scene.plan.registrations = plan
        for upstream in upstreams.indices { scene.showsRow(nil, at: 120, upstream: UInt16(upstream)) }
        return scene
    }

    // MARK: the whole way

    /// Somebody registers for all; who is in force already is replaced.
    @discardableResult
    mutating func register(
        by replica: UInt32 = 1, at: Double, upstream: UInt16 = 0, ends: Double? = nil, adopted delay: Double? = 30,
        withdrawn: Bool = true
    ) -> Int {
        let former = registered.lastIndex { $0.id.number == upstream && $0.state == .live && $0.generation > 0 }
        let maker = actor(replica, at: at)
        says(maker, .lease(RegistrationID(upstream), .taken, fence: Clock.unix(at)), at: at)
        let number = make(upstream, by: maker, at: at + 3, ends: ends)
        store(number, by: maker, at: at + 8)
        showsRow(number, at: at + 10)
        uses(maker, number, at: at + 8.5)
        if let delay { adopt(number, at: at + 8 + delay, by: nil, but: replica) }
        if let former, withdrawn { withdraw(former, by: maker, at: at + 60 + 2 * Self.registrationPoll) }
        return number
    }

    /// All who live, or some, use it from then on, or from their start.
    mutating func adopt(_ number: Int, at: Double, by replicas: Set<UInt32>? = nil, but other: UInt32? = nil) {
        for index in actors.indices where actors[index].end > at && actors[index].replica != other {
            guard replicas?.contains(actors[index].replica) ?? true else { continue }
            uses(index, number, at: max(at, actors[index].ready + 5))
        }
    }

    // MARK: its parts

    /// Of the life of a replica at that time.
    func actor(_ replica: UInt32, at: Double) -> Int {
        actors.lastIndex { $0.replica == replica && $0.started <= at } ?? 0
    }

    mutating func says(_ actor: Int, _ event: RegistrationEvent, at: Double) {
        actors[actor].extra.append((at, .registration(event)))
    }

    /// The authorization server makes one, and its answer comes 2 ms later, or never: an unknown outcome.
    @discardableResult
    mutating func make(
        _ upstream: UInt16 = 0, by actor: Int?, at: Double, ends: Double? = nil, isAnswered: Bool = true
    ) -> Int {
        let id = RegistrationID(upstream)
        let client = FingerprintBits(0xC000_0000_0000 + UInt64(registered.count) + 1)
        registered.append(SceneRegistration(id: id, client: client, at: at, secretEnds: ends))
        guard let actor else { return registered.count - 1 }
        let call = UInt32(registered.count)
        says(actor, .requested(id, .register, number: call), at: at - 1)
        says(
            actor,
            .answered(
                id, .register, number: call, status: isAnswered ? 201 : 0, client: isAnswered ? client : .none,
                isOutcomeUnknown: !isAnswered), at: at + 2)
        return registered.count - 1
    }

    mutating func store(
        _ number: Int, by actor: Int, at: Double, _ outcome: PutOutcome = .wrote, isPutBack: Bool = false
    ) {
        if outcome == .wrote, !isPutBack { registered[number].generation = Clock.unix(at - 1) }
        says(
            actor,
            .stored(
                registered[number].id, client: registered[number].client, outcome, version: version(of: number),
                isPutBack: isPutBack), at: at)
    }

    func version(of number: Int) -> VersionStamp {
        VersionStamp(epoch: registered[number].generation, nonce: UInt64(number) + 1)
    }

    /// Nil: it drops what it has.
    mutating func uses(_ actor: Int, _ number: Int?, at: Double, upstream: UInt16 = 0) {
        guard let number else {
            let id = RegistrationID(upstream)
            return says(actor, .used(id, client: .none, version: .zero, secretEnds: 0), at: at)
        }
        let made = registered[number]
        says(actor, .used(made.id, client: made.client, version: version(of: number), secretEnds: made.unixEnd), at: at)
    }

    /// The coordinator looks at a node, and the row is another than before; `life` in milliseconds where it is not what the
    /// secret says.
    mutating func showsRow(
        _ number: Int?, at: Double, upstream: UInt16 = 0, life: Int64? = nil, node: NodeID? = nil
    ) {
        let made = number.map { registered[$0] }
        let rest = made.map { made in made.secretEnds.map { $0 > at ? Int64($0 - at) : 990 } ?? -1 } ?? -2
        coordinator.append(
            (
                at + 0.2,
                .registration(
                    .row(
                        made?.id ?? RegistrationID(upstream), client: made?.client ?? .none,
                        made == nil ? .absent : .good, generation: made?.generation ?? 0, life: life ?? rest,
                        called: Clock.monotonic(at), node: node ?? writesTo))
            ))
    }

    mutating func withdraw(_ number: Int, by actor: Int, at: Double) {
        let made = registered[number]
        let call = UInt32(1_000 + number)
        says(actor, .requested(made.id, .withdraw, number: call), at: at)
        says(
            actor,
            .answered(
                made.id, .withdraw, number: call, status: 204, client: .none, isOutcomeUnknown: false), at: at + 2)
        says(actor, .withdrew(made.id, client: made.client), at: at + 2.1)
        registered[number].state = .deleted
    }

    /// A step asked a replica to show what it holds, and the server let it in where it says so; it takes 5 ms.
    mutating func shows(
        _ replica: UInt32, _ result: ShownResult = .accepted, of number: Int? = nil, at: Double, upstream: UInt16 = 0
    ) {
        let life = actors[actor(replica, at: at)].life
        coordinator.append(
            (at + 5, .registration(.shown(RegistrationID(upstream), life, result, called: Clock.monotonic(at)))))
        if let number, result == .accepted { registered[number].uses += 1 }
    }

    /// A step of the plan, from its beginning to its end.
    mutating func step(_ action: StepAction, from: Double, to: Double, proved: Double? = nil) {
        let number = UInt32(plan.flattenedSteps.count)
        plan.steps.append(PlannedStep(at: UInt64(max(0, from - Self.fleetReady) * 1_000_000), action: action))
        coordinator.append((from, .stepBegan(step: number, planned: Clock.monotonic(from))))
        if let proved { coordinator.append((proved, .faultProved(step: number, proof: .serverReleased))) }
        coordinator.append((to, .stepEnded(step: number, outcome: .ok)))
    }

    var ledger: [(at: Double, event: Event)] {
        registered.flatMap { made in
            let line = RegistrationEvent.ledger(
                made.id, client: made.client, made.state, isAnswered: true,
                registeredAt: Clock.unix(made.at) / 1_000, secretEnds: made.unixEnd, uses: made.uses,
                refusedUses: made.refusedUses)
            let listed = RegistrationEvent.listed(made.id, client: made.client)
            let events = made.isListed ? [line, listed] : [line]
            return events.map { (end - 30, Event.registration($0)) }
        }
    }
}

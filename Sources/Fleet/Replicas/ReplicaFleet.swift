import CPosix
import Credentials
import Doubles
import History
import HistoryLog
import RedisLink
import ReplicaProcess
import Scenario

/// All replicas of a run: starts, restarts, freezes and ends them, and talks to them over control sockets.
final class ReplicaFleet {
    let loop: EventLoop
    let zygote: ZygoteClient
    let recorder: Recorder
    let changes: ChangeSignal
    private let control: ControlServer
    /// Makes what a replica is told when it says hello.
    var configure: (Member, StartKey) -> ReplicaConfiguration? = { _, _ in nil }
    /// By id, which is the order in which they were added.
    private(set) var all: [Member] = []
    private var members: [ReplicaID: Member] = [:]
    /// Whose child the zygote's reports speak of, by tag.
    private var children: [UInt32: Member] = [:]
    private var startKeys: [ReplicaID: StartKey] = [:]
    private var nextKnow: UInt32 = 0
    private var nextSkew: UInt32 = 0
    private var questions = OpenQuestions()
    var keyWrites = KeyWrites()
    var registrationUses = NumberedAnswers<RegistrationUse>()
    var statuses = ReplicaAnswers<[EnvironmentReport]>()
    var closings = ReplicaAnswers<Bool>()
    var tokenAnswers = TokenAnswers()
    var holds = Holds()
    /// Ends that nobody asked for, and ends without the end message: the run's findings name them.
    private(set) var failures: [String] = []
    var onFailure: (String) -> Void = { _ in }
    /// A replica could not be told something: nothing that it does from then on can be judged.
    var onBrokenControl: (String) -> Void = { _ in }
    /// Starts replicas as programs of their own and not by a fork: what a benchmark compares the fork with.
    var program: ((Life) -> Program)?
    /// Starts replicas as somebody else's programs, which say nothing of themselves.
    var foreign: ForeignLaunch?
    var foreignProgram: (Member, StartKey) throws(FleetError) -> Program = { _, _ throws(FleetError) in
        throw FleetError(.system, "no foreign program was set up")
    }
    /// Of what the plan has replicas do when they are told to stop.
    var stopLimit = StopLimit(nil)
    /// Asks the fleet over HTTP; nil where nobody does.
    var prober: HTTPProbing?
    /// What the prober has to know before it asks anybody.
    var tokens: () -> [KnownToken] = { [] }
    var onGenerated: (Member, Secret) -> Void = { _, _ in }
    /// All links of a new life are up for the first time: what it holds now is its baseline.
    var onSettled: (Member) -> Void = { _ in }

    /// Which ADMIN_KEY a start gets.
    enum StartKey { case first, current }

    init(loop: EventLoop, zygote: ZygoteClient, control: ControlServer, recorder: Recorder) {
        self.loop = loop
        self.zygote = zygote
        self.control = control
        self.recorder = recorder
        changes = ChangeSignal(loop: loop)
        control.onHello = { [unowned self] peer, report in greet(peer, report) }
        zygote.onReport = { [unowned self] report in zygoteSaid(report) }
    }

    var ready: [Member] { all.filter { $0.state == .ready } }
    /// Alive and not held: what `pick` draws from, and whom `await` waits for.
    var available: [Member] { all.filter { !$0.isHeld } }

    func add(_ member: Member) {
        precondition(all.last.map { $0.id < member.id } ?? true, "replicas are numbered upwards")
        all.append(member)
        members[member.id] = member
    }

    /// Forks the next incarnation; returns when the fork is done, not when it is ready.
    func start(_ member: Member, key: StartKey = .first) async throws(FleetError) {
        try await start([member], key: key)
    }

    /// The same for many. They are forked one behind the other while the first ones start already.
    func start(_ members: [Member], key: StartKey = .first) async throws(FleetError) {
        for start in stride(from: 0, to: members.count, by: Self.mostForksOrdered) {
            let batch = members[start..<min(start + Self.mostForksOrdered, members.count)]
            var tags: [UInt32] = []
            for member in batch { tags.append(try order(member, key)) }
            for (member, tag) in zip(batch, tags) {
                let child = try await zygote.started(tag)
                guard zygote.hasNotExited(child) else { continue }
                member.child = child
                if let foreign, let port = member.facePort {
                    ask(foreign.target(member.life, pid: child.pid, port: port))
                }
            }
        }
    }

    /// What waits in the zygote's socket stays far below what a socket takes.
    private static let mostForksOrdered = 128

    /// Has the prober ask a life that has begun to listen.
    private func ask(_ target: ProbeTarget) {
        prober?.know(tokens())
        prober?.watch(target)
    }

    /// A program that is not ours is ready when it answers.
    func answered(_ life: Life) {
        guard foreign != nil, let member = members[life.replica], member.life == life, member.state == .starting
        else { return }
        becameReady(member)
        member.hasSettled = true
        changes.fire()
    }

    private func order(_ member: Member, _ key: StartKey) throws(FleetError) -> UInt32 {
        member.incarnation = member.incarnation.next
        member.state = .starting
        member.saidEnded = false
        member.hasSettled = false
        member.isWarm = false
        member.baseline = nil
        member.facePort = nil
        member.knows = 0
        member.skewed = 0
        startKeys[member.id] = key
        let spawned = foreign == nil ? program?(member.life) : try foreignProgram(member, key)
        let tag = zygote.begin { tag in
            spawned.map { .spawn(tag: tag, $0) } ?? .fork(tag: tag, member.life)
        }
        children[tag] = member
        return tag
    }

    private func greet(_ peer: ControlPeer, _ report: ReplicaReport) {
        guard case .hello(let life, _) = report, let member = members[life.replica], member.life == life,
            let configuration = configure(member, startKeys[life.replica] ?? .first)
        else { return }
        member.peer = peer
        peer.onReport = { [unowned self, unowned member] report in take(report, from: member, of: life) }
        peer.onClose = { [unowned member] in if member.life == life { member.peer = nil } }
        member.knows = nextKnow
        peer.onFailure = { [unowned self] in onBrokenControl("replica \(life): \($0.text)") }
        for order in configuration.welcome { peer.send(order) }
    }

    private func take(_ report: ReplicaReport, from member: Member, of life: Life) {
        guard member.life == life else { return }
        switch report {
        case .ready: becameReady(member)
        case .settled:
            member.hasSettled = true
            onSettled(member)
        case .knows(let number): member.knows = max(member.knows, number)
        case .skewed(let number): member.skewed = number
        case .judged(let number, let isAccepted): questions.answered(number)?(isAccepted)
        case .keyWritten(let number, let write): keyWrites.answered(number, write)
        case .registrationUsed(let number, let use): registrationUses.answered(number, use)
        case .tokens(let report): tokenAnswers.answered(report)
        case .generated(let secret):
            member.hasGenerated = true
            onGenerated(member, secret)
        case .wonKey(let secret): member.wonKey = secret
        case .listening(let port):
            member.facePort = port
            ask(ProbeTarget(life: life, pid: member.child?.pid ?? 0, port: port, readyPath: nil, kind: .gateway))
        case .failed(let sentence): fail("replica \(life): \(sentence)")
        case .ended: member.saidEnded = true
        case .environmentStatus(let number, let reports, let isLast):
            statuses.answered(number, isLast: isLast) { $0 = ($0 ?? []) + reports }
        case .environmentClosed(let number, let isDone): closings.answered(number) { $0 = isDone }
        case .hello: break
        }
        changes.fire()
    }

    private func becameReady(_ member: Member) {
        member.state = .ready
        for hold in member.deathHolds { holds.end(hold, in: recorder) }
        member.deathHolds = []
    }

    private func zygoteSaid(_ report: ZygoteReport) {
        guard case .exited(let tag, let status) = report else { return }
        if let member = children.removeValue(forKey: tag) { ended(member, status) }
        changes.fire()
    }

    /// The zygote's report may be read before the last message of the one who has exited.
    private func ended(_ member: Member, _ status: Int32) {
        member.peer?.drain()
        prober?.leave(member.life)
        if !member.isAskedToEnd, let foreign {
            fail(
                "replica \(member.life) ended unasked: \(ExitReason(status: status)), see \(foreign.log(of: member.id))"
            )
            beginDeath(of: member)
        } else if !member.isAskedToEnd {
            fail("replica \(member.life) ended unasked: \(ExitReason(status: status))")
            beginDeath(of: member)
        } else if member.state == .ending, foreign == nil, !(kq_exit_code(status) == 0 && member.saidEnded) {
            fail("replica \(member.life) did not stop well: \(ExitReason(status: status))")
        }
        member.state = .gone
        member.child = nil
        member.peer = nil
    }

    /// Each life has a death of its own: an end that came while the life before was still held for dead is not thereby
    /// one that was asked for.
    private func beginDeath(of member: Member) {
        guard !member.isAskedToEnd else { return }
        member.deathHolds.append(holds.begin(member.life, .dead, in: recorder))
    }

    private func fail(_ sentence: String) {
        failures.append(sentence)
        onFailure(sentence)
    }
}

// MARK: - Orders

extension ReplicaFleet {
    /// Tells all replicas tokens that are about to be used; returns those that did not confirm within a second.
    ///
    /// - Parameter user: who will use them as soon as it is told, and so is told when all others were.
    @discardableResult
    func know(_ tokens: [KnownToken], usedBy user: Member? = nil) async -> [Member] {
        guard !tokens.isEmpty else { return [] }
        nextKnow += 1
        let number = nextKnow
        let orders = ReplicaOrder.announcement(of: tokens, number: number)
        prober?.tell(again: tokens, number: number)
        let living = all.filter { $0.state == .ready || $0.state == .starting }
        await loop.inTurns(living.filter { $0 !== user } + living.filter { $0 === user }) { member in
            for order in orders { member.peer?.send(encoded: order) }
        }
        let waitedFor = foreign == nil ? available : []
        _ = await changes.wait(atMost: 1_000_000_000) { [prober] in
            waitedFor.allSatisfy { $0.knows >= number || $0.isHeld } && (prober.map { $0.knows >= number } ?? true)
        }
        return waitedFor.filter { $0.knows < number && !$0.isHeld }
    }

    /// Asks one replica from outside; nil when it does not answer within a second: it is dead, or frozen.
    func judge(_ member: Member, _ text: Secret, on route: JudgedRoute, done: @escaping (Bool?) -> Void) {
        let now = loop.now
        questions.expire(at: now)
        guard let peer = member.peer else { return done(nil) }
        let number = questions.ask(until: now + Self.answerLimit, done)
        peer.send(.judge(number: number, text: text, on: route))
    }

    private static let answerLimit: UInt64 = 1_000_000_000

    /// Ends one life with SIGKILL; returns when it is reaped.
    func kill(_ member: Member) async {
        guard let child = member.child else { return }
        beginDeath(of: member)
        zygote.kill(child)
        _ = await zygote.exit(of: child)
    }

    /// Asks one replica to end well; one that does not in time is killed. True when it ended by itself.
    ///
    /// - Parameter limit: nil for the fleet's own.
    func stop(_ member: Member, atMost limit: StopLimit? = nil) async -> Bool {
        guard let child = member.child else { return true }
        beginDeath(of: member)
        member.state = .ending
        if foreign == nil { member.peer?.send(.stop) } else { zygote.terminate(child) }
        let patience = (limit ?? stopLimit).nanoseconds
        let ended = await changes.wait(atMost: patience) { [zygote] in !zygote.hasNotExited(child) }
        if !ended { await kill(member) }
        return ended
    }

    /// Has one replica change its clock; true when it said that it did.
    func skew(_ member: Member, by offset: Int64, drift: Int32, atMost: UInt64 = 1_000_000_000) async -> Bool {
        guard let peer = member.peer else { return false }
        nextSkew += 1
        let number = nextSkew
        peer.send(.skew(number: number, offset: offset, drift: drift))
        return await changes.wait(atMost: atMost) { member.skewed == number }
    }

    /// Nil when it is not provably stopped.
    func freeze(_ member: Member) async -> Hold? {
        guard let child = member.child, member.state == .ready, !member.isFrozen else { return nil }
        let hold = holds.begin(member.life, .frozen, in: recorder)
        member.isFrozen = true
        if await zygote.freeze(child) { return hold }
        _ = await thaw(member, hold)
        return nil
    }

    /// A replica that was killed while it was frozen has nothing to thaw; its next life must not be mistaken for it. One
    /// that does not provably go on stays held, which is what false says.
    func thaw(_ member: Member, _ hold: Hold) async -> Bool {
        if let child = member.child, member.life == hold.life {
            guard await zygote.thaw(child) else { return false }
        }
        member.isFrozen = false
        holds.end(hold, in: recorder)
        changes.fire()
        return true
    }
}

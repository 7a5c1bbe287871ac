import CPosix
import Credentials
import DequeModule
import History
import HistoryLog
import RedisLink
import ReplicaCore
import ReplicaProcess

/// One life of a replica, asked about every credential on a fixed plan over one kept-alive connection.
///
/// Verdicts become probe runs as those of a replica that asks itself; the interval of a probe is [before the question is
/// sent, after the answer was read]. What gets no answer is no probe: it is owed.
final class ProbedReplica {
    let target: ProbeTarget
    private let loop: EventLoop
    private let writer: RegionWriter
    private let cells: ProbeCells
    private let book: ProberBook
    private let say: (ProberReport) -> Void
    private var schedule: ProbeSchedule
    private var connection: ProbeConnection?
    private var timer: LoopTimer?
    private var waiting: Deque<CredentialID> = []
    /// What the answer that is awaited is about; nil for the question whether it is ready.
    private var asked: (credential: CredentialID?, called: UInt64)?
    private var verdicts: [CredentialID: Bool] = [:]
    private var turn = 0
    private var warmth = Warmth()
    private var isReady = false
    private var lastClosing: UInt64 = 0
    private var mayConnect: UInt64 = 0
    private var lastTrouble = ""
    /// Probes that were planned and not made, since that was last written down.
    private var owed: UInt32 = 0
    private var ticksAt: UInt64 = 0

    /// An answer that takes longer is none; longer than replicas are frozen for in any scenario that ships.
    private static let patience: UInt64 = 5_000_000_000
    /// Between two attempts to connect, or to ask whether it is ready.
    private static let pause: UInt64 = 20_000_000
    private static let closingInterval: UInt64 = 100_000_000
    /// As replicas record it of themselves.
    private static let leastLag: UInt64 = 20_000_000
    private static let oneSecond: UInt64 = 1_000_000_000

    init(
        _ target: ProbeTarget, pace: ProberPace, book: ProberBook, history: HistoryFile, on loop: EventLoop,
        say: @escaping (ProberReport) -> Void
    ) {
        self.target = target
        self.loop = loop
        self.book = book
        self.say = say
        let id = target.life.replica
        writer = history.writer(of: target.isSilent ? .replica(id) : .prober(id))
        cells = ProbeCells(writer: writer, incarnation: target.life.incarnation)
        schedule = ProbeSchedule(
            settings: ProbeSchedule.Settings(
                interval: max(1, pace.every), coldBudget: Int(max(1, pace.coldPerSecond)),
                hotBudget: Int(max(1, pace.hotPerSecond))))
        begin()
    }

    private func begin() {
        cells.adoptLeftovers()
        let now = kq_now()
        if target.isSilent {
            record(.started(pid: target.pid, configured: .none, wallOffset: kq_wall_offset()), at: now)
        }
        for token in book.tokens { learn(token) }
        timer = LoopTimer(on: loop) { [unowned self] in tick() }
        tickNext(at: now)
    }

    private func tickNext(at time: UInt64) {
        ticksAt = time
        timer?.set(at: time)
    }

    /// A program that says nothing of itself does not say either that it was starved; where we are, it may be, too.
    private func noteLag(at now: UInt64) {
        guard target.isSilent, now > ticksAt + Self.leastLag else { return }
        record(.lagged(from: ticksAt), at: now)
    }

    /// What it was asked so far is written down; no more questions.
    func leave() {
        timer?.cancel()
        connection?.close()
        connection = nil
        reportOwed(at: kq_now())
        cells.closeAll()
    }

    func learn(_ token: KnownToken) {
        schedule.learned(
            token.id, staysHot: token.route == .admin,
            boundary: token.managed?.expiresAt.map(book.steady), at: SteadyTime(nanoseconds: kq_now()))
    }

    // MARK: the plan

    private func tick() {
        let now = kq_now()
        noteLag(at: now)
        if let asked, now >= asked.called + Self.patience { broke("no answer within 5 s") }
        if connection == nil { connect(at: now) }
        plan(at: now)
        askNext()
        if now >= lastClosing + Self.closingInterval {
            lastClosing = now
            cells.closeDue(olderThan: Self.oneSecond, now: now)
            reportOwed(at: now)
        }
        let next = isReady ? schedule.nextRound?.nanoseconds ?? now + Self.pause : now + Self.pause
        tickNext(at: min(max(next, now + 1_000_000), now + Self.pause))
    }

    private func plan(at now: UInt64) {
        guard isReady, let round = schedule.due(at: SteadyTime(nanoseconds: now)) else { return }
        owed &+= schedule.takeOwed()
        // Who could not be asked in time is asked once, not as often as it was planned.
        let late = Set(waiting)
        for credential in round.credentials {
            if late.contains(credential) { owed &+= 1 } else { waiting.append(credential) }
        }
    }

    private func reportOwed(at now: UInt64) {
        guard owed > 0 else { return }
        record(.probesOwed(owed), at: now)
        owed = 0
    }

    // MARK: the connection

    private func connect(at now: UInt64) {
        guard now >= mayConnect else { return }
        mayConnect = now + Self.pause
        connection = ProbeConnection(to: target.port, on: loop) { [unowned self] in heard($0) }
        if connection == nil { trouble("no connection can be begun") }
    }

    private func heard(_ event: ProbeConnection.Event) {
        switch event {
        case .connected: askNext()
        case .answered(let answer): answered(answer)
        case .broke(let why): broke(why)
        }
    }

    private func broke(_ why: String) {
        if asked?.credential != nil { owed &+= 1 }
        asked = nil
        connection?.close()
        connection = nil
        trouble(why)
    }

    private func trouble(_ why: String) {
        guard why != lastTrouble else { return }
        lastTrouble = why
        say(.trouble(target.life, why))
    }

    // MARK: questions and answers

    private func askNext() {
        guard asked == nil, let connection, connection.isConnected else { return }
        guard isReady else { return ask(nil, target.readyQuestion) }
        while let credential = waiting.popFirst() {
            guard let token = book.token(credential) else { continue }
            turn &+= 1
            return ask(credential, target.question(about: token, turn: turn))
        }
    }

    private func ask(_ credential: CredentialID?, _ question: [UInt8]) {
        asked = (credential, kq_now())
        connection?.ask(question)
    }

    private func answered(_ answer: HTTPAnswer) {
        let returned = kq_now()
        guard let asked else { return broke("it answered without a question") }
        self.asked = nil
        if !answer.keepsAlive {
            connection?.close()
            connection = nil
            mayConnect = 0
        }
        if let credential = asked.credential {
            judged(credential, answer, called: asked.called, returned: returned)
        } else if target.isReady(answer) {
            becameReady(at: returned)
        }
        if isReady { connection == nil ? connect(at: returned) : askNext() }
    }

    private func becameReady(at now: UInt64) {
        isReady = true
        if target.isSilent { record(.ready(effective: .none, confirmed: true), at: now) }
        schedule.start(at: SteadyTime(nanoseconds: now))
        say(.answers(target.life))
        tickNext(at: now)
    }

    private func judged(_ credential: CredentialID, _ answer: HTTPAnswer, called: UInt64, returned: UInt64) {
        guard let token = book.token(credential), let isAccepted = target.isAccepted(answer, of: token) else {
            owed &+= 1
            return trouble("status \(answer.status) says neither yes nor no")
        }
        cells.update(credential, isAccepted ? .accepted : .refused, call: called, return: returned)
        if warmth.answered(isConnectionKept: connection != nil) { say(.warm(target.life)) }
        guard verdicts.updateValue(isAccepted, forKey: credential) != isAccepted else { return }
        schedule.verdictChanged(credential, isAccepted: isAccepted, at: SteadyTime(nanoseconds: called))
        if target.isSilent { recordSeen(credential, isAccepted, at: returned) }
        say(.verdict(target.life, credential, isAccepted: isAccepted))
    }

    /// The first answer of its kind shows that the program follows the slot, as far as anybody can see.
    private func recordSeen(_ credential: CredentialID, _ isAccepted: Bool, at time: UInt64) {
        let fingerprint = isAccepted ? book.token(credential)?.fingerprint ?? .none : .none
        record(.applied(version: .zero, fingerprint: fingerprint, credential: credential, path: .outside), at: time)
    }

    private func record(_ event: Event, at time: UInt64) {
        writer.append(event, at: time, incarnation: target.life.incarnation)
    }
}

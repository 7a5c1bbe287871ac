import AuthorizationStorage
import CPosix
import Credentials
import History
import RedisLink

/// A replica's part in the tokens of its run: calls by the schedule, and what the coordinator orders.
///
/// It has a connection of its own: a WAIT for confirmations must not hold back the reads of the slot.
final class TokenWorker {
    let loop: EventLoop
    let calls: TokenCalls
    let record: (TokenEvent) -> Void
    let answer: (TokenWorkReport) -> Void
    private let link: RedisLink
    private let replica: ReplicaID
    private let load: TokenLoad
    private var agenda: TokenAgenda?
    private var timer: LoopTimer?
    private var underWay = 0
    private var owed = 0
    private var lastOwed: UInt64 = 0
    private var isStopping = false
    private var stopped: UInt32?
    var races: [UInt32: TokenRace] = [:]
    var watches: TokenWatches?

    /// What one connection is given at a time; more is owed.
    private static let mostUnderWay = 256
    private static let owedInterval: UInt64 = 1_000_000_000
    /// Everything that is due by then is done in one go.
    private static let gathering: UInt64 = 2_000_000

    init(
        on loop: EventLoop, over link: RedisLink, _ names: TokenNames, _ load: TokenLoad, of replica: ReplicaID,
        record: @escaping (TokenEvent) -> Void, answer: @escaping (TokenWorkReport) -> Void
    ) {
        self.loop = loop
        self.link = link
        self.load = load
        self.replica = replica
        self.record = record
        self.answer = answer
        calls = TokenCalls(on: loop, over: link, names, confirm: load.confirm) { record(.did($0)) }
        timer = LoopTimer(on: loop) { [unowned self] in turn() }
    }

    var isConnected: Bool { link.state.isReady }

    func start() { link.start() }

    func close() {
        isStopping = true
        calls.isEnding = true
        timer?.cancel()
        watches?.end()
        link.close()
    }

    /// Counts from the next connection on.
    func updatePassword(_ password: Secret, of user: String) {
        link.updateAccess(RedisAccess(user: user, password: password.withBytes { RedisPassword(bytes: $0) }))
    }

    /// From this steady time on; a replica that comes later begins where the others are.
    func begin(at time: UInt64) {
        guard agenda == nil, time > 0 else { return }
        agenda = TokenAgenda(TokenTimes(load, begin: time), of: replica.number, from: max(time, kq_now()))
        timer?.set(at: time)
    }

    func take(_ order: TokenWorkOrder) {
        switch order {
        case .begin(let time): begin(at: time)
        case .stop(let number): stop(number)
        case .watch(let families, let end): watch(families, until: end)
        case .revoke(let number, let family): ordered(number) { [calls] in await calls.end(family) }
        case .removeUser(let number, let user, let families):
            ordered(number) { [calls] in await calls.removeUser(user, families) }
        case .prepareRace(let number, let race):
            races[race.number] = race
            answer(TokenWorkReport(number: number, outcome: .done))
        case .runRace(let number, let race, let time): run(race, at: time, number)
        }
    }

    private func ordered(_ number: UInt32, _ body: @escaping () async -> TokenOutcome) {
        begun { [self] in answer(TokenWorkReport(number: number, outcome: await body())) }
    }

    /// Starts something that must have ended before the end.
    func begun(_ body: @escaping () async -> Void) {
        underWay += 1
        loop.spawn { [self] in
            await body()
            underWay -= 1
            reportStop()
        }
    }

    private func stop(_ number: UInt32) {
        isStopping = true
        calls.isEnding = true
        timer?.cancel()
        watches?.end()
        stopped = number
        sayOwed(at: kq_now())
        reportStop()
    }

    private func reportStop() {
        guard let number = stopped, underWay == 0 else { return }
        stopped = nil
        answer(TokenWorkReport(number: number, outcome: .done))
    }

    /// Does what is due, and waits for the next.
    private func turn() {
        guard !isStopping else { return }
        let now = kq_now()
        guard let due = agenda?.due(at: now) else { return }
        owed += due.owed
        for task in due.tasks {
            guard underWay < Self.mostUnderWay else {
                owed += 1
                continue
            }
            begun { [calls] in await calls.perform(task) }
        }
        if owed > 0, now >= lastOwed + Self.owedInterval { sayOwed(at: now) }
        guard let next = agenda?.nextWake(after: now) else { return }
        timer?.set(at: max(next, now + Self.gathering))
    }

    private func sayOwed(at now: UInt64) {
        guard owed > 0 else { return }
        record(.owed(UInt32(clamping: owed)))
        owed = 0
        lastOwed = now
    }
}

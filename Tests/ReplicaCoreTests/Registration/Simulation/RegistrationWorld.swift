import Credentials
import Doubles
import Stores

@testable import ReplicaCore

/// A fleet of real resolvers, the memory twin of the store, the double's authorization server without its sockets, and a
/// network with delays between them, in virtual time. Everything random comes from the seed.
final class RegistrationWorld {
    enum Happening {
        case linkUp(Life)
        case hint(Life)
        case execute(RegistrationEffect, Life, serial: UInt64)
        case answer(RegistrationInput, Life, connection: Int, serial: UInt64)
        case deadline(Life, connection: Int, serial: UInt64)
        case arrive(RegistrationRequest, Life)
        case response(RegistrationInput, Life, client: String?)
        case wake(Life, serial: Int)
        case action(Int)
    }

    struct Life: Hashable {
        let replica: Int
        let number: Int
    }

    struct Replica {
        var resolver: RegistrationResolver
        var life = 0
        var isAlive = true
        var isFrozen = false
        var isLinkUp = false
        var connection = 0
        var lastExecution: UInt64 = 0
        var backlog: [RegistrationInput] = []
        /// Commands that wait for their answer, and what fails them.
        var pending: [UInt64: RegistrationInput] = [:]
        var wakeSerial = 0
        /// Since when nothing kept it from hearing news.
        var healthySince: UInt64 = 0
        /// What its callers get.
        var used: Registration?
    }

    static let millisecond: UInt64 = 1_000_000
    static let begin: Int64 = 1_790_000_000_000
    static let base = "https://idp.demo.test"

    var now: UInt64 = 1_000_000_000
    var queue = EventQueue<Happening>()
    var actions: [() -> Void] = []
    var random: SeededGenerator
    let store: MemoryRegistrations
    var server: AuthorizationServer
    var replicas: [Replica] = []
    let settings: RegistrationSettings
    let key: RegistrationKey
    var serial: UInt64 = 0
    /// Commands that a lost connection swallowed before the store saw them.
    var swallowed: Set<UInt64> = []
    /// Of a thousand messages on the channel, and of commands' and requests' answers.
    var lostHints = 0
    var lostAnswers = 0
    /// Ended when the trouble shall end.
    var injected: [AuthorizationFault.ID] = []

    // MARK: what the verdict needs

    var violations: [String] = []
    var notes: [RegistrationNote] = []
    var failures: [RegistrationFailure] = []
    /// Clients that some script of the store has seen: they can be withdrawn.
    var known: Set<String> = []
    /// Who registered each client.
    var makers: [String: Life] = [:]
    /// Clients that a loss of data took off the list.
    var erased: Set<String> = []
    /// What a test wants to do when something is about to happen.
    var onExecute: (RegistrationEffect, Int) -> Void = { _, _ in }
    var onArrive: (RegistrationRequest, Int) -> Void = { _, _ in }
    var onRegistered: (Int) -> Void = { _ in }
    /// Breaks what a resolver is told, to see that the verdict notices.
    var sabotage: ((RegistrationInput) -> RegistrationInput?)?

    init(
        seed: UInt64, replicas count: Int, secretLife: Int64? = nil,
        change: (inout RegistrationSettings) -> Void = { _ in }
    ) throws {
        var settings = RegistrationSettings(
            issuer: "https://gw.demo.test",
            discoveryURL: "\(Self.base)/tenants/a/.well-known/openid-configuration")
        settings.scopes = ["openid"]
        change(&settings)
        self.settings = settings
        random = SeededGenerator(seed: seed)
        store = MemoryRegistrations(now: WallTime(milliseconds: Self.begin))
        server = AuthorizationServer(
            base: Self.base, tenants: [AuthorizationTenant(name: "a", secretLife: secretLife)],
            random: SeededGenerator(seed: seed ^ 0xA5))
        key = try RegistrationPlan(settings).key
        store.onMessage = { [unowned self] _ in spreadHint() }
        for _ in 0..<count { try addReplica() }
    }

    @discardableResult func addReplica() throws -> Int {
        replicas.append(Replica(resolver: try newResolver()))
        start(replicas.count - 1)
        return replicas.count - 1
    }

    func newResolver() throws -> RegistrationResolver {
        try RegistrationResolver(settings: settings, identity: Nonce(bits: random.next()), seed: random.next())
    }

    func note(_ text: String) { if violations.count < 20 { violations.append("\(text) at \(now / Self.millisecond)") } }

    // MARK: time

    var wall: WallTime { WallTime(milliseconds: Self.begin).advanced(byNanoseconds: Int64(now)) }

    func later(_ range: ClosedRange<UInt64>) -> UInt64 {
        now + UInt64.random(in: range.lowerBound * 1_000...range.upperBound * 1_000, using: &random)
    }

    func chance(_ ofAThousand: Int) -> Bool { Int.random(in: 0..<1000, using: &random) < ofAThousand }

    func at(milliseconds: UInt64, _ body: @escaping () -> Void) {
        actions.append(body)
        queue.add(.action(actions.count - 1), at: now + milliseconds * Self.millisecond)
    }

    func run(milliseconds: UInt64) {
        let end = now + milliseconds * Self.millisecond
        while let (time, happening) = queue.next(until: end) {
            now = time
            store.now = wall
            happen(happening)
        }
        now = end
        store.now = wall
    }

    /// Runs until the condition holds; false when it does not within the time.
    func run(until isTrue: () -> Bool, withinMilliseconds limit: UInt64) -> Bool {
        for _ in 0..<limit {
            if isTrue() { return true }
            run(milliseconds: 1)
        }
        return isTrue()
    }

    private func happen(_ happening: Happening) {
        switch happening {
        case .action(let number): actions[number]()
        case .linkUp(let life): if isCurrent(life) { connect(life.replica) }
        case .hint(let life): if isCurrent(life) { deliver(.hinted, to: life.replica) }
        case .execute(let effect, let life, let serial): execute(effect, life, serial)
        case .answer(let input, let life, let connection, let serial):
            guard isCurrent(life), replicas[life.replica].connection == connection,
                replicas[life.replica].pending.removeValue(forKey: serial) != nil
            else { return }
            deliver(input, to: life.replica)
        case .deadline(let life, let connection, let serial):
            guard isCurrent(life), replicas[life.replica].connection == connection,
                replicas[life.replica].pending[serial] != nil, !replicas[life.replica].isFrozen
            else { return }
            drop(life.replica)
        case .arrive(let request, let life): arrive(request, life)
        case .response(let input, let life, let client): respond(input, life, client)
        case .wake(let life, let serial):
            if isCurrent(life), replicas[life.replica].wakeSerial == serial { deliver(.tick, to: life.replica) }
        }
    }

    func isCurrent(_ life: Life) -> Bool {
        replicas[life.replica].isAlive && replicas[life.replica].life == life.number
    }
    func life(of number: Int) -> Life { Life(replica: number, number: replicas[number].life) }

    // MARK: a replica's life

    func start(_ number: Int) {
        deliver(.started, to: number)
        queue.add(.linkUp(life(of: number)), at: later(100...20_000))
    }

    func kill(_ number: Int) {
        replicas[number].isAlive = false
        replicas[number].used = nil
    }

    func restart(_ number: Int) throws {
        guard !replicas[number].isAlive else { return }
        let life = replicas[number].life + 1
        replicas[number] = Replica(resolver: try newResolver(), life: life, healthySince: now)
        start(number)
    }

    func freeze(_ number: Int) { replicas[number].isFrozen = true }

    func thaw(_ number: Int) {
        guard replicas[number].isFrozen else { return }
        replicas[number].isFrozen = false
        replicas[number].healthySince = now
        let backlog = replicas[number].backlog
        replicas[number].backlog = []
        guard replicas[number].isAlive else { return }
        for input in backlog { deliver(input, to: number) }
        deliver(.resumed, to: number)
        if replicas[number].isLinkUp, !replicas[number].pending.isEmpty { drop(number) }
    }

    // MARK: inputs and effects

    func deliver(_ input: RegistrationInput, to number: Int) {
        guard replicas[number].isAlive else { return }
        if replicas[number].isFrozen {
            if input != .tick { replicas[number].backlog.append(input) }
            return
        }
        var told = input
        if let sabotage {
            guard let changed = sabotage(input) else { return }
            told = changed
        }
        let moment = Moment(steady: SteadyTime(nanoseconds: now), wall: wall)
        let effects = replicas[number].resolver.handle(told, at: moment)
        for effect in effects { perform(effect, of: number) }
        checkUse(by: number)
        askForWake(number)
    }

    private func askForWake(_ number: Int) {
        guard replicas[number].isAlive, let wake = replicas[number].resolver.nextWake else { return }
        replicas[number].wakeSerial += 1
        // Timers are late, never early.
        let time = max(wake.nanoseconds, now) + UInt64.random(in: 0...1_000_000, using: &random)
        queue.add(.wake(life(of: number), serial: replicas[number].wakeSerial), at: time)
    }

    private func perform(_ effect: RegistrationEffect, of number: Int) {
        switch effect {
        case .request(let request):
            queue.add(.arrive(request, life(of: number)), at: later(500...8_000))
        case .use(let registration): replicas[number].used = registration
        case .failed(let failure): failures.append(failure)
        case .note(let note): notes.append(note)
        default: send(effect, from: number)
        }
    }

    /// Nobody is given an ended secret.
    private func checkUse(by number: Int) {
        guard settings.claim == .createIfAbsent, let used = replicas[number].used else { return }
        if used.isExpired(at: wall) { note("r\(number) uses an ended secret") }
        if used != replicas[number].resolver.held { note("r\(number) uses something else than it holds") }
    }
}

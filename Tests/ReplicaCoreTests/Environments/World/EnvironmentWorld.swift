import Credentials

@testable import ReplicaCore
@testable import Stores

/// A fleet of real keepers over one store in memory, an upstream, and a network with delays, in virtual time. Everything
/// random comes from the seed; everything that happens goes into the trace.
struct EnvironmentWorld {
    struct Replica {
        var machine: KeeperMachine
        var connection = 0
        var isLinkUp = false
        var isSubscribed = false
        var wakeSerial = 0
        /// Answers and messages arrive in their order.
        var lastAnswer: UInt64 = 0
        var lastMessage: UInt64 = 0
        /// What upstream knows of the clients.
        var clients: [ClientToken: Connection] = [:]
    }

    struct Connection {
        let start: ClientStart
        var isOpen = false
        var isHeld = false
    }

    enum Command {
        case index
        case document(EnvironmentID)
        case putBack(EnvironmentRecord)
    }

    enum Happening {
        case execute(Command, replica: Int, connection: Int)
        case answer(EnvironmentInput, replica: Int, connection: Int)
        case message([UInt8], replica: Int)
        case wake(replica: Int, serial: Int)
        case connect(replica: Int)
        case subscribe(replica: Int)
        case greet(ClientToken, replica: Int)
        case finish(ClientToken, replica: Int)
        case upstream(EnvironmentInput, replica: Int)
        case probe(replica: Int)
        case trouble
    }

    struct Settings {
        var replicas = 2
        var environments = 3
        var offline: Set<Int> = [3]
        var losesData = false
        var losesMessages = false
        var failsStarts = true
        /// Milliseconds.
        var longestGrace: Int64 = 900
    }

    static let millisecond: UInt64 = 1_000_000
    static let begin: Int64 = 1_700_000_000_000
    let settings: Settings
    private(set) var now: UInt64 = 1_000_000_000
    var queue = EventQueue<Happening>()
    let store: MemoryEnvironments
    /// What a failover goes back to.
    var backup = MemoryEnvironments.Content()
    var replicas: [Replica] = []
    var random: SeededGenerator
    var writer: DocumentWriter
    /// Every text that ever stood in the store, by its version.
    var texts: [Version: [UInt8]] = [:]
    private(set) var trace: [TraceEntry] = []
    /// What was published, and when.
    var published: [(at: UInt64, record: EnvironmentRecord)] = []
    /// When a replica had no link, or no subscription.
    var outages: [(replica: Int, from: UInt64, to: UInt64)] = []
    var failovers: [UInt64] = []
    var updates: UInt64 = 0
    var latest: [EnvironmentName: UInt64] = [:]
    /// Held by order of a trouble, until another one lets go.
    var holdsStarts = false

    init(seed: UInt64, settings: Settings, patch: KeeperPatch? = nil) {
        self.settings = settings
        random = SeededGenerator(seed: seed)
        writer = DocumentWriter(seed: seed ^ 0xD0C, longestGrace: settings.longestGrace)
        store = MemoryEnvironments(now: WallTime(milliseconds: Self.begin))
        let keeper = EnvironmentKeeperSettings(
            offline: Set(offlineIDs.compactMap { EnvironmentID(text: $0) }), poll: 500_000_000, cleanup: 60_000_000_000)
        replicas = (0..<settings.replicas).map { number in
            Replica(
                machine: KeeperMachine(
                    keeper: EnvironmentKeeper(settings: keeper, seed: seed &+ UInt64(number) &* 977), patch: patch))
        }
        for environment in 1...settings.environments where chance(2) { publish(environment) }
        for number in replicas.indices {
            deliver(.started, to: number)
            queue.add(.connect(replica: number), at: later(0...20))
            queue.add(.subscribe(replica: number), at: later(0...20))
        }
    }

    var offlineIDs: Set<String> { Set(settings.offline.map(DocumentWriter.id)) }
    var time: Int64 { Self.begin + Int64(now / Self.millisecond) }
    var moment: Moment {
        Moment(
            steady: SteadyTime(nanoseconds: now), wall: WallTime(nanoseconds: Self.begin * 1_000_000 + Int64(now)))
    }

    mutating func chance(_ outOf: Int) -> Bool { Int.random(in: 0..<outOf, using: &random) == 0 }

    mutating func later(_ range: ClosedRange<UInt64>) -> UInt64 {
        now + .random(in: range.lowerBound * Self.millisecond...range.upperBound * Self.millisecond, using: &random)
    }

    mutating func schedule(troubles: Int, withinMilliseconds span: UInt64) {
        for _ in 0..<troubles { queue.add(.trouble, at: later(0...span)) }
    }

    /// A replica that asks to be woken again and again, a nanosecond later, ends the test instead of filling the memory.
    mutating func run(milliseconds: UInt64) {
        let end = now + milliseconds * Self.millisecond
        var turns = 0
        while let (time, happening) = queue.next(until: end) {
            turns += 1
            precondition(turns < 200_000, "the world does not rest: \(happening) at \(time) ns")
            now = time
            store.now = moment.wall
            happen(happening)
        }
        now = end
        store.now = moment.wall
    }

    private mutating func happen(_ happening: Happening) {
        switch happening {
        case .execute(let command, let number, let connection): execute(command, number, connection)
        case .answer(let input, let number, let connection):
            let isCurrent = replicas[number].connection == connection
            deliver(isCurrent ? input : Self.lost(input), to: number)
        case .message(let payload, let number):
            guard replicas[number].isSubscribed else { return }
            deliver(.pushed(try? EnvironmentMessage(payload: payload, now: moment.wall)), to: number)
        case .wake(let number, let serial):
            if replicas[number].wakeSerial == serial { deliver(.tick, to: number) }
        case .connect(let number):
            replicas[number].isLinkUp = true
            deliver(.linkUp, to: number)
        case .subscribe(let number):
            replicas[number].isSubscribed = true
            deliver(.subscribed, to: number)
        case .greet(let token, let number): greet(token, number)
        case .finish(let token, let number): finish(token, number)
        case .upstream(let input, let number): deliver(input, to: number)
        case .probe(let number): probeAll(number)
        case .trouble: cause()
        }
    }

    /// The link broke before the answer was here.
    private static func lost(_ input: EnvironmentInput) -> EnvironmentInput {
        switch input {
        case .indexEnded: .indexEnded(.failure(.unreachable))
        case .documentEnded(let id, _): .documentEnded(id, .failure(.unreachable))
        case .putBackEnded(let id, _): .putBackEnded(id, .failure(.unknown))
        default: .tick
        }
    }

    // MARK: the replicas

    mutating func deliver(_ input: EnvironmentInput, to number: Int) {
        if case .closeEnvironment(let name) = input { tell(.closedByOrder(name), number) }
        if case .closeAll = input { tell(.allClosed, number) }
        for effect in replicas[number].machine.handle(input, at: moment) { perform(effect, of: number) }
        tell(.settled, number)
        tell(.status(replicas[number].machine.status), number)
        probeSome(number)
        askForWake(number)
    }

    mutating func tell(_ event: TraceEvent, _ number: Int) {
        trace.append(TraceEntry(replica: number, time: moment, event: event))
    }

    private mutating func perform(_ effect: EnvironmentEffect, of number: Int) {
        if let text = replicas[number].machine.printed(effect) { tell(.printed(text), number) }
        switch effect {
        case .readIndex: send(.index, from: number)
        case .readDocument(let id): send(.document(id), from: number)
        case .putBack(let record): send(.putBack(record), from: number)
        case .register(let credential, let name): tell(.registered(credential, name), number)
        case .unregister(let credential, let name): tell(.unregistered(credential, name), number)
        case .swap(let gate): tell(.swapped(gate), number)
        case .deliver(let name, let data): tell(.delivered(name, data), number)
        case .startClient(let start): connect(start, number)
        case .closeClient(let token): disconnect(token, number)
        case .sendEvents(let name, let credential): tell(.eventsSent(name, as: credential), number)
        case .stopEvents(let name): tell(.eventsStopped(name), number)
        case .note(let note):
            if case .applied(_, let version, _, _) = note {
                tell(.applied(version, text: texts[version] ?? []), number)
            }
            tell(.noted(note), number)
        case .ready: tell(.ready, number)
        }
    }

    private mutating func askForWake(_ number: Int) {
        guard let wake = replicas[number].machine.keeper.nextWake else { return }
        replicas[number].wakeSerial += 1
        queue.add(.wake(replica: number, serial: replicas[number].wakeSerial), at: max(wake.nanoseconds, now))
    }

    // MARK: probes

    private mutating func probeSome(_ number: Int) {
        let all = EnvironmentWorld.probes(settings.environments)
        for _ in 0..<4 { probe(all[Int.random(in: all.indices, using: &random)], number) }
    }

    mutating func probeAll(_ number: Int) {
        for credential in EnvironmentWorld.probes(settings.environments) { probe(credential, number) }
    }

    private mutating func probe(_ credential: EnvironmentCredential, _ number: Int) {
        let answer = replicas[number].machine.keeper.gate.environment(credential, at: moment.wall)
        tell(.probed(credential, answer), number)
    }

    private static func probes(_ environments: Int) -> [EnvironmentCredential] {
        (1...environments + 1).flatMap { known[$0] ?? [] }
    }

    /// Every credential that any document could name.
    private static let known: [Int: [EnvironmentCredential]] = Dictionary(
        uniqueKeysWithValues: (1...9).map { environment in
            let numbers = (1...DocumentWriter.keysEach).map { environment * 10 + $0 }
            let ids = EnvironmentID(text: DocumentWriter.id(environment)).map {
                [EnvironmentCredential.environmentID($0)]
            }
            return (
                environment,
                numbers.compactMap(TraceKeys.sdkCredential) + numbers.compactMap(TraceKeys.mobileCredential)
                    + (ids ?? [])
            )
        })
}

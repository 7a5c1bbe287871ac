import Credentials

@testable import ReplicaCore

/// A fleet of real caches, one model store, and a network with delays, in virtual time. Everything random comes from the
/// seed.
struct KeyWorld {
    struct Replica {
        var cache: ManagedKeyCache
        var connection = 0
        var isLinkUp = false
        var isSubscribed = false
        var wakeSerial = 0
        var openReads = 0
        var openWrites = 0
        /// Answers and messages arrive in their order.
        var lastAnswer: UInt64 = 0
        var lastMessage: UInt64 = 0
        /// What it said, or was told by an acknowledgement: neither may ever be taken back.
        var saidDead: Set<UInt64> = []
        var mustAccept: Set<UInt64> = []
    }

    enum Command {
        case read(ManagedKeyQuery)
        case writeBack(ManagedKeyID, first: WallTime?, floor: Epoch)
        case create(UInt64)
        case deactivate(UInt64)
    }

    enum Happening {
        case execute(Command, replica: Int, connection: Int)
        case answer(ManagedKeyInput, replica: Int, connection: Int)
        case message(ManagedKeyMessage, replica: Int)
        case wake(replica: Int, serial: Int)
        case connect(replica: Int)
        case subscribe(replica: Int)
        case trouble
    }

    static let millisecond: UInt64 = 1_000_000
    private(set) var now: UInt64 = 1_000_000_000
    private var queue = EventQueue<Happening>()
    private(set) var store = ModelKeyStore()
    /// What a failover goes back to.
    private var backup = ModelKeyStore()
    private(set) var replicas: [Replica]
    private var random: SeededGenerator
    private(set) var violations: [String] = []
    private(set) var created: UInt64 = 0
    private(set) var failovers = 0
    let losesData: Bool
    let losesMessages: Bool

    init(seed: UInt64, replicas count: Int, losesData: Bool, losesMessages: Bool, page: Int) {
        random = SeededGenerator(seed: seed)
        self.losesData = losesData
        self.losesMessages = losesMessages
        let settings = ManagedKeySettings(page: page)
        replicas = (0..<count).map { Replica(cache: ManagedKeyCache(settings: settings, seed: seed &+ UInt64($0))) }
        for _ in 0..<Int.random(in: 0...30, using: &random) { create() }
        for number in replicas.indices {
            deliver(.started, to: number)
            queue.add(.connect(replica: number), at: later(0...20))
            queue.add(.subscribe(replica: number), at: later(0...20))
        }
    }

    mutating func schedule(troubles: Int, withinMilliseconds span: UInt64) {
        for _ in 0..<troubles { queue.add(.trouble, at: later(0...span)) }
    }

    mutating func run(milliseconds: UInt64) {
        let end = now + milliseconds * Self.millisecond
        while let (time, happening) = queue.next(until: end) {
            now = time
            happen(happening)
        }
        now = end
    }

    private mutating func later(_ range: ClosedRange<UInt64>) -> UInt64 {
        now + .random(in: range.lowerBound * Self.millisecond...range.upperBound * Self.millisecond, using: &random)
    }

    private var time: Int64 { Watch.begin + Int64(now / Self.millisecond) }
    private var moment: Moment {
        Moment(steady: SteadyTime(nanoseconds: now), wall: WallTime(milliseconds: time))
    }

    private mutating func happen(_ happening: Happening) {
        switch happening {
        case .execute(let command, let number, let connection): execute(command, number, connection)
        case .answer(let input, let number, let connection):
            let isCurrent = replicas[number].connection == connection
            deliver(isCurrent ? input : Self.lost(input), to: number)
        case .message(let message, let number):
            if replicas[number].isSubscribed { deliver(.pushed(message), to: number) }
        case .wake(let number, let serial):
            if replicas[number].wakeSerial == serial { deliver(.tick, to: number) }
        case .connect(let number):
            replicas[number].isLinkUp = true
            deliver(.linkUp, to: number)
        case .subscribe(let number):
            replicas[number].isSubscribed = true
            deliver(.subscribed, to: number)
        case .trouble: cause()
        }
    }

    /// The link broke before the answer was here.
    private static func lost(_ input: ManagedKeyInput) -> ManagedKeyInput {
        switch input {
        case .readEnded: .readEnded(.failure(.unreachable))
        case .writeEnded: .writeEnded(.failure(.unknown))
        default: .tick
        }
    }

    // MARK: the store

    private mutating func execute(_ command: Command, _ number: Int, _ connection: Int) {
        var input: ManagedKeyInput
        switch command {
        case .read(let query): input = .readEnded(.success(store.page(query)))
        case .writeBack(let id, let first, let floor):
            publish(store.deactivate(id, first: first, floor: floor, time: time))
            input = .writeEnded(.success(store.records[id]))
        case .create(let key): input = create(key).map { .acknowledged($0) } ?? .tick
        case .deactivate(let key): input = deactivate(key).map { .acknowledged($0) } ?? .tick
        }
        if replicas[number].connection != connection { input = Self.lost(input) }
        let arrival = max(later(0...30), replicas[number].lastAnswer)
        replicas[number].lastAnswer = arrival
        queue.add(.answer(input, replica: number, connection: connection), at: arrival)
    }

    @discardableResult
    private mutating func create(_ key: UInt64? = nil) -> ManagedKeyRecord? {
        if key == nil { created += 1 }
        // A retry finds its own key.
        if let stands = store.records[managedID(key ?? created)] { return stands }
        let message = store.create(key ?? created, time: time)
        publish(message)
        return message.record
    }

    private mutating func deactivate(_ key: UInt64) -> ManagedKeyRecord? {
        publish(store.deactivate(managedID(key), time: time))
        return store.records[managedID(key)]
    }

    private mutating func publish(_ message: ManagedKeyMessage?) {
        guard let message else { return }
        for number in replicas.indices where replicas[number].isSubscribed {
            if losesMessages, Int.random(in: 0..<4, using: &random) == 0 { continue }
            let arrival = max(later(0...20), replicas[number].lastMessage)
            replicas[number].lastMessage = arrival
            queue.add(.message(message, replica: number), at: arrival)
        }
    }

    // MARK: trouble

    private mutating func cause() {
        let number = Int.random(in: replicas.indices, using: &random)
        switch Int.random(in: 0..<(losesData ? 8 : 6), using: &random) {
        case 0, 1:
            created += 1
            send(.create(created), from: number)
            send(.create(created), from: number)
        case 2, 3:
            let key = UInt64.random(in: 0...created, using: &random)
            for writer in [number, replicas.indices.last ?? 0] { send(.deactivate(key), from: writer) }
        case 4: cut(number)
        case 5: deliver(.resumed, to: number)
        case 6: backup = store
        default: failOver()
        }
    }

    private mutating func cut(_ number: Int) {
        guard replicas[number].isLinkUp else { return }
        replicas[number].connection += 1
        replicas[number].isLinkUp = false
        replicas[number].isSubscribed = false
        deliver(.linkDown, to: number)
        deliver(.subscriptionLost, to: number)
        queue.add(.connect(replica: number), at: later(10...400))
        queue.add(.subscribe(replica: number), at: later(10...400))
    }

    private mutating func failOver() {
        failovers += 1
        store = backup
        for number in replicas.indices {
            replicas[number].mustAccept = []
            cut(number)
        }
    }

    private mutating func send(_ command: Command, from number: Int) {
        guard replicas[number].isLinkUp else { return }
        let connection = replicas[number].connection
        queue.add(.execute(command, replica: number, connection: connection), at: later(0...30))
    }

    // MARK: the replicas

    private mutating func deliver(_ input: ManagedKeyInput, to number: Int) {
        switch input {
        case .readEnded: replicas[number].openReads -= 1
        case .writeEnded: replicas[number].openWrites -= 1
        default: break
        }
        for effect in replicas[number].cache.handle(input, at: moment) { perform(effect, of: number) }
        if case .acknowledged(let record) = input { expect(record, of: number) }
        check(number)
        askForWake(number)
    }

    private mutating func perform(_ effect: ManagedKeyEffect, of number: Int) {
        switch effect {
        case .read(let query):
            replicas[number].openReads += 1
            demand(replicas[number].openReads == 1, "r\(number) has two reads under way")
            demand(replicas[number].isLinkUp, "r\(number) reads without a link")
            send(.read(query), from: number)
        case .deactivate(let id, let first, let floor):
            replicas[number].openWrites += 1
            demand(replicas[number].openWrites == 1, "r\(number) has two writes under way")
            demand(replicas[number].cache.snapshot.table.entry(id)?.isDead == true, "r\(number) kills a living key")
            send(.writeBack(id, first: first, floor: floor), from: number)
        case .swap, .ready, .note: break
        }
    }

    private mutating func expect(_ record: ManagedKeyRecord, of number: Int) {
        guard let key = (0...created).first(where: { managedID($0) == record.id }) else { return }
        if record.isEnabled {
            if !losesData { replicas[number].mustAccept.insert(key) }
        } else {
            replicas[number].saidDead.insert(key)
        }
    }

    private mutating func askForWake(_ number: Int) {
        guard let wake = replicas[number].cache.nextWake else { return }
        replicas[number].wakeSerial += 1
        queue.add(.wake(replica: number, serial: replicas[number].wakeSerial), at: max(wake.nanoseconds, now))
    }

    // MARK: what must hold

    mutating func demand(_ holds: Bool, _ sentence: @autoclosure () -> String) {
        if !holds, violations.count < 20 { violations.append("\(sentence()) at \(now)") }
    }

    func decide(_ key: UInt64, by number: Int) -> ManagedKeyVerdict {
        KeyWorldTokens.hash(key).map { replicas[number].cache.snapshot.table.decide($0, at: moment.wall) } ?? .unknown
    }

    /// W1, W3, and what `revision` promises.
    private mutating func check(_ number: Int) {
        for key in 0...created {
            let verdict = decide(key, by: number)
            if verdict == .inactive { replicas[number].saidDead.insert(key) }
            let isDead = replicas[number].saidDead.contains(key)
            demand(!isDead || verdict == .inactive, "r\(number) revives key \(key)")
            demand(
                !replicas[number].mustAccept.contains(key) || verdict.isAccepted || isDead,
                "r\(number) refuses key \(key) that it made")
        }
        guard !losesData else { return }
        let cache = replicas[number].cache
        for record in store.records.values where record.revision <= cache.status.revision {
            let entry = cache.snapshot.table.entry(record.id)
            demand(entry != nil && entry?.isLost == false, "r\(number) claims a revision and lacks a key")
            demand(entry?.isDead == true || record.isEnabled, "r\(number) claims a revision and lacks a death")
        }
    }

    /// Everybody is connected and nothing happens any more: all agree, with the store and with what was ever dead.
    mutating func settleAndJudge() {
        run(milliseconds: 20_000)
        for number in replicas.indices {
            let cache = replicas[number].cache
            demand(cache.status.revision == store.revision, "r\(number) is not at the store's revision")
            demand(cache.owed.count == 0, "r\(number) still owes deactivations")
            demand(losesData || cache.status.hasSeenNoLoss, "r\(number) saw a loss where there was none")
            for key in 0...created {
                let record = store.records[managedID(key)]
                let isDead = replicas.contains { $0.saidDead.contains(key) }
                let verdict = decide(key, by: number)
                demand(!isDead || record?.isEnabled != true, "key \(key) is dead and lives in the store")
                demand(verdict.isAccepted == (record?.isEnabled ?? false), "r\(number) differs about key \(key)")
            }
        }
    }
}

/// Hashes of the tokens, each made once.
enum KeyWorldTokens {
    private static let hashes = (0..<200 as Range<UInt64>).map { managedToken($0).hash }
    static func hash(_ key: UInt64) -> ManagedKeyHash? { key < 200 ? hashes[Int(key)] : nil }
}

extension ManagedKeyStatus {
    fileprivate var hasSeenNoLoss: Bool { writtenBack == 0 && lostCreates == 0 && divergences == 0 }
}

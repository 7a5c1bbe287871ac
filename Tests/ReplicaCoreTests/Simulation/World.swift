import Credentials
import History

@testable import ReplicaCore

/// A fleet of real watchers, model slots, and a network with delays, in virtual time. Everything random comes from
/// the seed.
struct World {
    struct Server {
        var slot = ModelSlot()
        var isHung = false
        /// Milliseconds that this server's clock is off.
        var skew: Int64 = 0
    }

    enum Command {
        case read
        case bootstrap(Secret)
        case repair(AdminKeySlot)
        case replant(Secret)
        var isWrite: Bool { if case .read = self { false } else { true } }
    }

    enum Happening {
        case connect(replica: Int, life: Int)
        case subscribe(replica: Int, life: Int)
        case execute(Command, Sender)
        case answer(AdminKeyInput, replica: Int, life: Int, connection: Int, serial: UInt64)
        case deadline(replica: Int, life: Int, connection: Int, serial: UInt64)
        case message(SlotReading?, replica: Int, life: Int, subscription: Int)
        case wake(replica: Int, life: Int, serial: Int)
        case fault(Fault)
        case thaw(replica: Int)
        case reconnect(replica: Int)
        case restart(replica: Int)
        case serverBack(Int)
    }

    /// Who sent a command, over which connection, to which server.
    struct Sender {
        let replica: Int
        let life: Int
        let connection: Int
        let server: Int
        let serial: UInt64
    }

    static let millisecond: UInt64 = 1_000_000
    var now: UInt64 = 1_000_000_000
    var queue = EventQueue<Happening>()
    var servers = [Server()]
    var replicas: [SimulatedReplica] = []
    var random: SeededGenerator
    var monitor: Monitor
    let settings: AdminKeySettings
    var keys: [Secret] = []
    var serial: UInt64 = 0
    /// Commands that a cut swallowed before the server saw them.
    var swallowed: Set<UInt64> = []
    /// The highest epoch that the operator knows.
    var floor: UInt64 = 0
    var lastAcknowledged: AdminKeySlot?
    var writesByReplicas = 0
    var losesMessages = false
    /// Hands records over as the texts that Redis would carry.
    var goesThroughText = false
    /// Breaks what a watcher is told, to see that the monitor notices.
    var sabotage: (@Sendable (AdminKeyInput) -> AdminKeyInput?)?

    init(seed: UInt64, keys own: [String?], change: (inout AdminKeySettings) -> Void = { _ in }) throws {
        var settings = AdminKeySettings(configured: nil)
        change(&settings)
        self.settings = settings
        random = SeededGenerator(seed: seed)
        monitor = Monitor(replicas: own.count, settings: settings)
        for key in own {
            let configured = key.map { Secret(text: $0) }
            replicas.append(
                SimulatedReplica(watcher: try Self.watcher(settings, configured, random.next()), configured: configured)
            )
            if let configured { name(configured) }
        }
        for number in replicas.indices { start(number) }
    }

    private static func watcher(
        _ settings: AdminKeySettings, _ configured: Secret?, _ seed: UInt64
    ) throws -> AdminKeyWatcher {
        var settings = settings
        settings.configured = configured
        return try AdminKeyWatcher(settings: settings, fingerprintKey: Watch.fingerprintKey, seed: seed)
    }

    mutating func name(_ key: Secret) {
        guard !keys.contains(key) else { return }
        keys.append(key)
        monitor.secrets[FingerprintBits(Fingerprint(of: key, key: Watch.fingerprintKey).bits)] = key
    }

    // MARK: time

    mutating func run(milliseconds: UInt64) {
        let end = now + milliseconds * Self.millisecond
        while let (time, happening) = queue.next(until: end) {
            now = time
            happen(happening)
        }
        now = end
    }

    func wall(of number: Int) -> WallTime {
        WallTime(milliseconds: Watch.begin).advanced(byNanoseconds: Int64(now) + replicas[number].skew * 1_000_000)
    }

    func time(of server: Int) -> Int64 { Watch.begin + Int64(now / Self.millisecond) + servers[server].skew }

    mutating func later(_ range: ClosedRange<UInt64>) -> UInt64 {
        now + UInt64.random(in: range.lowerBound * 1_000...range.upperBound * 1_000, using: &random)
    }

    private mutating func happen(_ happening: Happening) {
        switch happening {
        case .connect(let number, let life): if isCurrent(number, life) { connect(number) }
        case .subscribe(let number, let life): if isCurrent(number, life) { subscribe(number) }
        case .execute(let command, let sender): execute(command, from: sender)
        case .answer(let input, let number, let life, let connection, let serial):
            guard isCurrent(number, life), replicas[number].connection == connection else { return }
            replicas[number].pending.removeAll { $0.serial == serial }
            deliver(input, to: number)
        case .deadline(let number, let life, let connection, let serial):
            guard isCurrent(number, life), replicas[number].connection == connection else { return }
            deadlinePassed(number, life, connection, serial)
        case .message(let message, let number, let life, let subscription):
            guard isCurrent(number, life), replicas[number].subscription == subscription else { return }
            deliver(.pushed(message), to: number)
        case .wake(let number, let life, let serial):
            if isCurrent(number, life), replicas[number].wakeSerial == serial { deliver(.tick, to: number) }
        case .fault(let fault): inject(fault)
        case .thaw(let number): thaw(number)
        case .reconnect(let number): replicas[number].isCut = false
        case .restart(let number): restart(number)
        case .serverBack(let server): if servers.indices.contains(server) { servers[server].isHung = false }
        }
    }

    private func isCurrent(_ number: Int, _ life: Int) -> Bool {
        replicas[number].isAlive && replicas[number].life == life
    }

    // MARK: a replica's life

    private mutating func start(_ number: Int) {
        deliver(.started, to: number)
        queue.add(.connect(replica: number, life: replicas[number].life), at: later(100...20_000))
        queue.add(.subscribe(replica: number, life: replicas[number].life), at: later(100...20_000))
    }

    mutating func restart(_ number: Int) {
        guard !replicas[number].isAlive else { return }
        let old = replicas[number]
        guard let watcher = try? Self.watcher(settings, old.configured, random.next()) else {
            return monitor.note("r\(number) cannot start again")
        }
        var new = SimulatedReplica(watcher: watcher, configured: old.configured)
        new.life = old.life + 1
        new.isCut = old.isCut
        new.server = old.server
        new.skew = old.skew
        replicas[number] = new
        monitor.observed[number] = Monitor.Observed()
        start(number)
    }

    mutating func thaw(_ number: Int) {
        guard replicas[number].isFrozen else { return }
        replicas[number].isFrozen = false
        guard replicas[number].isAlive else { return }
        let backlog = replicas[number].backlog
        replicas[number].backlog = []
        let isToldFirst = Bool.random(using: &random)
        if isToldFirst { deliver(.resumed, to: number) }
        for input in backlog { deliver(input, to: number) }
        if !isToldFirst { deliver(.resumed, to: number) }
    }

    // MARK: inputs and effects

    mutating func deliver(_ input: AdminKeyInput, to number: Int) {
        guard replicas[number].isAlive else { return }
        if replicas[number].isFrozen {
            if input != .tick { replicas[number].backlog.append(input) }
            return
        }
        monitor.delivered(input, to: number, at: now)
        var told = input
        if let sabotage {
            guard let changed = sabotage(input) else { return }
            told = changed
        }
        let moment = Moment(steady: SteadyTime(nanoseconds: now), wall: wall(of: number))
        let effects = replicas[number].watcher.handle(told, at: moment)
        for effect in effects { perform(effect, of: number) }
        if effects.contains(.swap) { checkVerdicts(of: number) }
        askForWake(number)
    }

    private mutating func askForWake(_ number: Int) {
        guard let wake = replicas[number].watcher.nextWake else { return }
        replicas[number].wakeSerial += 1
        // Timers are late, never early.
        let time = max(wake.nanoseconds, now) + UInt64.random(in: 0...1_000_000, using: &random)
        queue.add(
            .wake(replica: number, life: replicas[number].life, serial: replicas[number].wakeSerial), at: time)
    }

    private mutating func perform(_ effect: AdminKeyEffect, of number: Int) {
        let replica = replicas[number]
        monitor.performed(effect, by: replica, number: number, slot: servers[replica.server].slot, at: now)
        switch effect {
        case .read: send(.read, from: number)
        case .bootstrap(let value): send(settings.format == .plain ? .replant(value) : .bootstrap(value), from: number)
        case .repair(let record): send(.repair(record), from: number)
        case .replant(let value): send(.replant(value), from: number)
        case .generate:
            let key = Secret(text: "generated-\(number)-\(replica.life)")
            name(key)
            replicas[number].drawn = key
            deliver(.generated(key), to: number)
        case .swap, .ready, .record, .keepGenerated: break
        }
    }

    /// The whole snapshot is right in the same instant: every spelling of every key ever used.
    mutating func checkVerdicts(of number: Int) {
        let accepted = monitor.accepted(by: number, at: wall(of: number))
        let moment = Moment(steady: SteadyTime(nanoseconds: now), wall: wall(of: number))
        for key in keys {
            let decision = key.withBytes { bytes in
                bytes.withUnsafeBytes { replicas[number].watcher.snapshot.decide($0, at: moment, on: .admin) }
            }
            monitor.check(decision.isAccepted == accepted.contains(key), "r\(number) judges a key wrongly at \(now)")
        }
    }
}

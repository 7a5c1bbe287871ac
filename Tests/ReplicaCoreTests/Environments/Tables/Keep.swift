import Credentials

@testable import ReplicaCore

/// One keeper with a clock of its own, for tests that say what happens and what comes of it. Keys are letters.
struct Keep {
    var keeper: EnvironmentKeeper
    private(set) var now = Moment(
        steady: SteadyTime(nanoseconds: 5_000_000_000), wall: WallTime(milliseconds: Watch.begin))
    /// The store, as far as a test needs one.
    private(set) var stands: [EnvironmentID: EnvironmentRecord] = [:]
    private var versions: UInt64 = 100

    init(change: (inout EnvironmentKeeperSettings) -> Void = { _ in }) {
        var settings = EnvironmentKeeperSettings()
        change(&settings)
        keeper = EnvironmentKeeper(settings: settings, seed: 7)
    }

    /// Started, connected, and everything read.
    init(holding documents: EnvironmentDocument..., change: (inout EnvironmentKeeperSettings) -> Void = { _ in }) throws
    {
        self.init(change: change)
        for document in documents { try write(document) }
        handle(.started)
        handle(.linkUp)
        try answerAll()
    }

    @discardableResult
    mutating func handle(_ input: EnvironmentInput, after milliseconds: UInt64 = 0) -> [EnvironmentEffect] {
        pass(milliseconds)
        return keeper.handle(input, at: now)
    }

    mutating func pass(_ milliseconds: UInt64) { pass(nanoseconds: milliseconds * 1_000_000) }

    private mutating func pass(nanoseconds: UInt64) {
        now = Moment(
            steady: now.steady.advanced(byNanoseconds: nanoseconds),
            wall: now.wall.advanced(byNanoseconds: Int64(nanoseconds)))
    }

    mutating func stepWallClock(byMilliseconds delta: Int64) {
        now = Moment(steady: now.steady, wall: now.wall.advanced(byNanoseconds: delta * 1_000_000))
    }

    /// Goes on to when the keeper wants to be woken, and wakes it.
    @discardableResult
    mutating func wakeUp() -> [EnvironmentEffect] {
        if let wake = keeper.nextWake, now.steady < wake {
            pass(nanoseconds: wake.nanoseconds - now.steady.nanoseconds)
        }
        return handle(.tick)
    }

    // MARK: the store

    /// Puts a document into the store, behind the keeper's back unless it is told the message.
    @discardableResult
    mutating func write(_ document: EnvironmentDocument, version: UInt64? = nil) throws -> EnvironmentMessage {
        versions = version ?? versions + 1
        return try put(document.textBeforeVersion, document.id)
    }

    mutating func delete(_ id: EnvironmentID) throws -> EnvironmentMessage {
        versions += 1
        return try put(id.tombstoneBeforeVersion, id)
    }

    private mutating func put(_ front: [UInt8], _ id: EnvironmentID) throws -> EnvironmentMessage {
        let text = RecordText.complete(front, version: Epoch(versions) ?? .zero)
        let record = try EnvironmentRecord(text: text, of: id, now: now.wall)
        defer { stands[id] = record }
        return EnvironmentMessage(previous: stands[id]?.version, record: record)
    }

    /// The store loses an environment, or has another record.
    mutating func replace(_ id: EnvironmentID, with record: EnvironmentRecord?) { stands[id] = record }

    var index: EnvironmentIndex {
        EnvironmentIndex(
            hash: stands.flatMap { [$0.key.bytes, Array($0.value.version.description.utf8)] }, now: now.wall)
    }

    /// Writes a document and tells the message.
    @discardableResult
    mutating func push(_ document: EnvironmentDocument) throws -> [EnvironmentEffect] {
        let message = try write(document)
        return handle(.pushed(message))
    }

    /// Answers the reads that are under way from the store; what comes of it.
    @discardableResult
    mutating func answerAll() throws -> [EnvironmentEffect] {
        var effects: [EnvironmentEffect] = []
        for _ in 0..<100 where keeper.indexRead != nil || !keeper.documentReads.isEmpty {
            if keeper.indexRead != nil { effects += handle(.indexEnded(.success(index))) }
            for id in keeper.documentReads.keys.sorted() {
                let reading = stands[id].map { EnvironmentReading.record($0) } ?? .absent
                effects += handle(.documentEnded(id, .success(reading)))
            }
        }
        return effects
    }

    /// A read that something asks for, and its answers.
    @discardableResult
    mutating func poll() throws -> [EnvironmentEffect] {
        var effects: [EnvironmentEffect] = []
        for _ in 0..<8 where keeper.indexRead == nil { effects += wakeUp() }
        return effects + (try answerAll())
    }

    // MARK: upstream

    /// Has the start of a key complete, or the latest one.
    @discardableResult
    mutating func start(_ key: String? = nil, data: UInt64 = 1) throws -> [EnvironmentEffect] {
        handle(.clientStarted(try token(of: key), data: data))
    }

    /// Of the start, or the client, of a key.
    func token(of key: String? = nil) throws -> ClientToken {
        let slots = keeper.clients.values.flatMap(\.slots)
        let slot = slots.first { slot in key == nil || slot.key.map { Self.letters($0) } == key }
        guard let token = slot?.token else { throw NoClient(key: key) }
        return token
    }

    /// The phases of all clients in a line: `P running, O starting`.
    var clients: String {
        keeper.clients.values.flatMap(\.slots).map { slot in
            let name = slot.key.map(Self.letters) ?? "offline"
            return "\(name) \(Self.phase(slot))"
        }.sorted().joined(separator: ", ")
    }

    private static func phase(_ slot: UpstreamClients.Slot) -> String {
        let wanted = slot.isWanted ? "" : " unwanted"
        return switch slot.phase {
        case .starting: "starting" + wanted
        case .running: "running" + wanted
        case .closing: "closing" + wanted
        case .resting: "resting" + wanted
        }
    }

    struct NoClient: Error { let key: String? }

    static func letters(_ key: SDKKey) -> String { TraceKeys.text(key) }

    // MARK: the gate

    func sdk(_ key: String) -> String? {
        keeper.gate.environment(.sdkKey, Array(key.utf8), at: now.wall).map { "\($0)" }
    }
    func mobile(_ key: String) -> String? {
        keeper.gate.environment(.mobileKey, Array(key.utf8), at: now.wall).map { "\($0)" }
    }
    func id(_ id: String) -> String? {
        keeper.gate.environment(.environmentID, Array(id.utf8), at: now.wall).map { "\($0)" }
    }

    /// Milliseconds from the start, as a document says it.
    static func at(_ milliseconds: Int64) -> Int64 { Watch.begin + milliseconds }
}

extension EnvironmentID {
    init(_ text: String) {
        guard let id = EnvironmentID(text: text) else { preconditionFailure("a test names its environments") }
        self = id
    }
}

extension EnvironmentName {
    static func published(_ text: String) -> EnvironmentName { .published(EnvironmentID(text)) }
}

extension EnvironmentDocument {
    /// Ends in milliseconds from the start of a test; entries without one are active.
    init(
        _ sdk: String?, grace: (String, Int64)? = nil, additional: [(String, Int64?)] = [], mobile: String? = nil,
        mobileGrace: (String, Int64)? = nil, mobileAdditional: [(String, Int64?)] = [], of id: String = "e"
    ) {
        self.init(
            id: EnvironmentID(id), version: .zero, sdk: Self.orders(sdk, grace, additional),
            mobile: Self.orders(mobile, mobileGrace, mobileAdditional))
    }

    private static func orders<Key>(
        _ primary: String?, _ grace: (String, Int64)?, _ additional: [(String, Int64?)]
    ) -> KeyOrders<Key> {
        let notice = grace.flatMap { grace in
            Key(text: grace.0).map { GraceNotice(key: $0, end: WallTime(milliseconds: Keep.at(grace.1))) }
        }
        let entries = additional.compactMap { entry in
            Key(text: entry.0).map { (key: $0, end: entry.1.map { WallTime(milliseconds: Keep.at($0)) }) }
        }
        return KeyOrders(
            primary: primary.flatMap { Key(text: $0) }, grace: notice, additional: AdditionalKeys(entries))
    }
}

extension [EnvironmentEffect] {
    /// Without what is said to the history.
    var acts: [EnvironmentEffect] { filter { if case .note = $0 { false } else { true } } }
    var notes: [EnvironmentNote] { compactMap { if case .note(let note) = $0 { note } else { nil } } }

    /// What is done to the outside, a word each: `+P` and `-P` for streams, `swap`, `start P`, `close`, `events P`.
    var words: [String] {
        compactMap { effect in
            switch effect {
            case .register(let credential, _): "+\(Self.letters(credential))"
            case .unregister(let credential, _): "-\(Self.letters(credential))"
            case .swap: "swap"
            case .startClient(let start): "start \(start.key.map(Keep.letters) ?? "offline")"
            case .closeClient: "close"
            case .sendEvents(_, let credential): "events \(Self.letters(credential))"
            case .stopEvents: "no events"
            case .deliver(_, let data): "deliver \(data)"
            case .readIndex, .readDocument, .putBack, .ready, .note: nil
            }
        }
    }

    /// What is asked of the store, a word each.
    var reads: [String] {
        compactMap { effect in
            switch effect {
            case .readIndex: "index"
            case .readDocument(let id): "\(id)"
            case .putBack(let record): "put back \(record.id)"
            default: nil
            }
        }
    }

    private static func letters(_ credential: EnvironmentCredential) -> String {
        switch credential {
        case .sdkKey(let key): TraceKeys.text(key)
        case .mobileKey(let key): TraceKeys.text(key)
        case .environmentID(let id): "\(id)"
        }
    }
}

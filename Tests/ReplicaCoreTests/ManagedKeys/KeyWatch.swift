import Credentials

@testable import ReplicaCore

/// One cache with a clock of its own and a model store, for tests that say what happens and what comes of it.
struct KeyWatch {
    var cache: ManagedKeyCache
    var store = ModelKeyStore()
    private(set) var now = Moment(
        steady: SteadyTime(nanoseconds: 5_000_000_000), wall: WallTime(milliseconds: Watch.begin))

    init(change: (inout ManagedKeySettings) -> Void = { _ in }) {
        var settings = ManagedKeySettings()
        change(&settings)
        cache = ManagedKeyCache(settings: settings, seed: 7)
    }

    /// Started, connected, and loaded with living keys 1, 2, … of a store.
    init(holding keys: UInt64, change: (inout ManagedKeySettings) -> Void = { _ in }) {
        self.init(change: change)
        for number in 0..<keys { _ = store.create(number + 1, time: time) }
        handle(.started)
        handle(.linkUp)
        answerAll()
    }

    var time: Int64 { now.wall.milliseconds }

    @discardableResult
    mutating func handle(_ input: ManagedKeyInput, after milliseconds: UInt64 = 0) -> [ManagedKeyEffect] {
        pass(milliseconds)
        return cache.handle(input, at: now)
    }

    /// Answers the read that is under way from the store; what comes of it.
    @discardableResult
    mutating func answer() -> [ManagedKeyEffect] {
        guard let query = cache.reading?.query else { return [] }
        return handle(.readEnded(.success(store.page(query))))
    }

    /// Answers until no read is under way.
    @discardableResult
    mutating func answerAll() -> [ManagedKeyEffect] {
        var effects: [ManagedKeyEffect] = []
        for _ in 0..<1000 where cache.reading != nil { effects += answer() }
        return effects
    }

    /// A read that something asks for, and its answers.
    @discardableResult
    mutating func poll() -> [ManagedKeyEffect] {
        for _ in 0..<8 where cache.reading == nil { wakeUp() }
        return answerAll()
    }

    /// Goes on to when the cache wants to be woken, and wakes it.
    @discardableResult
    mutating func wakeUp() -> [ManagedKeyEffect] {
        if let wake = cache.nextWake, now.steady < wake { pass(nanoseconds: wake.nanoseconds - now.steady.nanoseconds) }
        return handle(.tick)
    }

    /// Creates a key in the store, behind the cache's back unless it is told the message.
    @discardableResult
    mutating func create(_ number: UInt64, expires: Int64? = nil) -> ManagedKeyMessage {
        store.create(number, expires: expires, time: time)
    }

    @discardableResult
    mutating func deactivate(_ number: UInt64) -> ManagedKeyMessage? { store.deactivate(managedID(number), time: time) }

    /// The same for a key that must be there and alive.
    mutating func kill(_ number: UInt64) throws -> ManagedKeyMessage {
        guard let message = deactivate(number) else { throw NotAlive(number: number) }
        return message
    }

    private struct NotAlive: Error { let number: UInt64 }

    mutating func pass(_ milliseconds: UInt64) { pass(nanoseconds: milliseconds * 1_000_000) }

    private mutating func pass(nanoseconds: UInt64) {
        now = Moment(
            steady: now.steady.advanced(byNanoseconds: nanoseconds),
            wall: now.wall.advanced(byNanoseconds: Int64(nanoseconds)))
    }

    func decide(_ number: UInt64) -> ManagedKeyVerdict {
        managedToken(number).secret.withBytes { bytes in
            bytes.withUnsafeBytes { cache.snapshot.decide($0, at: now) }
        }
    }

    func accepts(_ number: UInt64) -> Bool { decide(number).isAccepted }
}

extension [ManagedKeyEffect] {
    /// Without what is said to the history.
    var acts: [ManagedKeyEffect] { filter { if case .note = $0 { false } else { true } } }
    var notes: [ManagedKeyNote] { compactMap { if case .note(let note) = $0 { note } else { nil } } }
    var reads: [ManagedKeyQuery] { compactMap { if case .read(let query) = $0 { query } else { nil } } }
    var writes: [ManagedKeyID] { compactMap { if case .deactivate(let id, _, _) = $0 { id } else { nil } } }
}

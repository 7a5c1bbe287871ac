import Credentials
import History

@testable import ReplicaCore

/// One watcher with a clock of its own, for tests that say what happens and what comes of it.
struct Watch {
    var watcher: AdminKeyWatcher
    private(set) var now: Moment
    static let fingerprintKey = FingerprintKey(bytes: 0..<16) ?? .random()
    /// Milliseconds since 1970 at the start: larger than any epoch in these tests unless one says otherwise.
    static let begin: Int64 = 1_700_000_000_000

    init(
        _ configured: String? = "own", internalToken: String? = nil, change: (inout AdminKeySettings) -> Void = { _ in }
    ) throws {
        var settings = AdminKeySettings(
            configured: configured.map { Secret(text: $0) }, internalToken: internalToken.map { Secret(text: $0) })
        change(&settings)
        watcher = try AdminKeyWatcher(settings: settings, fingerprintKey: Self.fingerprintKey, seed: 7)
        now = Moment(steady: SteadyTime(nanoseconds: 5_000_000_000), wall: WallTime(milliseconds: Self.begin))
    }

    /// Started, connected, and the first read answered.
    init(
        holding reading: SlotReading, _ configured: String? = "own", internalToken: String? = nil,
        change: (inout AdminKeySettings) -> Void = { _ in }
    ) throws {
        try self.init(configured, internalToken: internalToken, change: change)
        handle(.started)
        handle(.linkUp)
        handle(.readEnded(.success(reading)))
    }

    @discardableResult
    mutating func handle(_ input: AdminKeyInput, after milliseconds: UInt64 = 0) -> [AdminKeyEffect] {
        pass(milliseconds)
        return watcher.handle(input, at: now)
    }

    /// A read that something asks for, and its answer.
    @discardableResult
    mutating func poll(_ reading: SlotReading) -> [AdminKeyEffect] {
        for _ in 0..<8 where !watcher.isReading { wakeUp() }
        return handle(.readEnded(.success(reading)))
    }

    /// Goes on to when the watcher wants to be woken, and wakes it.
    @discardableResult
    mutating func wakeUp() -> [AdminKeyEffect] {
        if let wake = watcher.nextWake, now.steady < wake {
            pass(nanoseconds: wake.nanoseconds - now.steady.nanoseconds)
        }
        return handle(.tick)
    }

    mutating func pass(_ milliseconds: UInt64) { pass(nanoseconds: milliseconds * 1_000_000) }

    mutating func stepWallClock(byMilliseconds delta: Int64) {
        now = Moment(steady: now.steady, wall: now.wall.advanced(byNanoseconds: delta * 1_000_000))
    }

    private mutating func pass(nanoseconds: UInt64) {
        now = Moment(
            steady: now.steady.advanced(byNanoseconds: nanoseconds),
            wall: now.wall.advanced(byNanoseconds: Int64(nanoseconds)))
    }

    func decide(_ token: String, on route: RouteKind = .admin) -> Decision {
        Array(token.utf8).withUnsafeBytes { watcher.snapshot.decide($0, at: now, on: route) }
    }

    func accepts(_ token: String) -> Bool { decide(token).isAccepted }

    func fingerprint(_ text: String) -> FingerprintBits { watcher.fingerprint(of: Secret(text: text)) }
}

extension AdminKeyWatcher {
    var isReading: Bool { reading != nil }
    var isWriting: Bool { writing != nil }
}

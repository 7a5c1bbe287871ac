import History
import HistoryLog
import Testing

@testable import Bench

@Suite struct RunTraceTests {
    // MARK: vanished

    @Test func `a rotation that only the old primary had has vanished, one that was replicated has not`() {
        var trace = TraceBuilder()
        trace.rotate(1, at: 100, on: 1)
        trace.look(at: 110, node: 2, sees: 1)
        trace.rotate(2, at: 200, on: 1)
        trace.look(at: 210, node: 1, sees: 2)
        trace.look(at: 211, node: 2, sees: 1)
        trace.crown(2, at: 250)
        trace.rotate(3, at: 300, on: 2)
        trace.look(at: 310, node: 2, sees: 3)
        #expect(trace.trace.vanished.map(\.credential) == [CredentialID(2)])
        #expect(trace.trace.hasFailedOver)
    }

    @Test func `a rotation that a replica repaired, or that its log shows, has not vanished`() {
        var trace = TraceBuilder()
        trace.rotate(1, at: 100, on: 1)
        trace.look(at: 110, node: 2, sees: 0)
        trace.rotate(2, at: 200, on: 1)
        trace.look(at: 210, node: 2, sees: 0)
        trace.crown(2, at: 250)
        trace.look(at: 300, node: 2, sees: 2)
        trace.log(1, on: 2)
        #expect(trace.trace.vanished.isEmpty)
    }

    @Test func `nobody knows of a rotation that was overwritten before anybody looked`() {
        var trace = TraceBuilder()
        trace.rotate(1, at: 100, on: 1)
        trace.rotate(2, at: 103, on: 1)
        trace.look(at: 110, node: 2, sees: 2)
        trace.crown(2, at: 250)
        #expect(trace.trace.vanished.isEmpty)
    }

    @Test(arguments: [Outcome.failed, .unknown, .unconfirmed, .superseded])
    func `what was not acknowledged cannot vanish`(outcome: Outcome) {
        var trace = TraceBuilder()
        trace.rotate(1, at: 100, on: 1, outcome)
        trace.look(at: 110, node: 2, sees: 0)
        trace.crown(2, at: 250)
        #expect(trace.trace.vanished.isEmpty)
        #expect(trace.trace.count(outcome) == 1 && trace.trace.count(.ok) == 0)
    }

    @Test func `without another primary nothing has failed over`() {
        var trace = TraceBuilder()
        trace.crown(1, at: 10)
        #expect(!trace.trace.hasFailedOver)
    }

    // MARK: came back

    @Test func `a key comes back when a replica accepts it again after refusing it`() {
        var trace = TraceBuilder()
        for replica: UInt32 in 1...2 {
            trace.answer(replica, 0, accepted: true, 0...100)
            trace.answer(replica, 0, accepted: false, 110...200)
        }
        trace.answer(2, 0, accepted: true, 300...400)
        trace.answer(2, 0, accepted: false, 410...500)
        trace.answer(2, 0, accepted: true, 600...700)
        #expect(trace.trace.cameBack == 1)
    }

    @Test func `a key that is refused before it is published does not come back`() {
        var trace = TraceBuilder()
        trace.answer(1, 5, accepted: false, 0...100)
        trace.answer(1, 5, accepted: true, 110...200)
        trace.answer(1, 5, accepted: true, 210...300)
        trace.answer(1, 5, accepted: false, 310...400)
        #expect(trace.trace.cameBack == 0)
    }

    @Test func `the order in which answers were written down does not matter`() {
        var trace = TraceBuilder()
        trace.answer(1, 0, accepted: false, 110...200)
        trace.answer(1, 0, accepted: true, 300...400)
        trace.answer(1, 0, accepted: true, 0...100)
        #expect(trace.trace.cameBack == 1)
    }

    // MARK: acceptance after retirement

    @Test func `the longest acceptance counts from the acknowledgement of the next rotation`() {
        var trace = TraceBuilder()
        trace.rotate(1, at: 100, on: 1)
        trace.rotate(2, at: 200, on: 1)
        trace.answer(1, 0, accepted: true, 0...115)
        trace.answer(1, 1, accepted: true, 116...245)
        trace.answer(2, 1, accepted: true, 116...230)
        trace.answer(2, 1, accepted: false, 231...900)
        trace.answer(1, 2, accepted: true, 250...900)
        #expect(trace.trace.longestAcceptance == 245 - 201)
    }

    @Test func `a retirement that was not acknowledged does not count, and the next one does`() {
        var trace = TraceBuilder()
        trace.rotate(1, at: 100, on: 1, .unconfirmed)
        trace.answer(1, 0, accepted: true, 0...500)
        #expect(trace.trace.longestAcceptance == nil)
        trace.rotate(2, at: 200, on: 1)
        #expect(trace.trace.longestAcceptance == 299)
        trace.answer(1, 1, accepted: true, 150...550)
        #expect(trace.trace.longestAcceptance == 349)
    }

    @Test func `a key whose rotation has an unknown outcome may be in force at any time`() {
        var trace = TraceBuilder()
        trace.rotate(1, at: 100, on: 1, .unknown)
        trace.rotate(2, at: 200, on: 1)
        trace.answer(1, 1, accepted: true, 150...550)
        #expect(trace.trace.longestAcceptance == 0)
    }

    // MARK: the write gap

    @Test func `the write gap is the longest time between two acknowledged rotations`() {
        var trace = TraceBuilder()
        trace.rotate(1, at: 100, on: 1)
        trace.rotate(2, at: 200, on: 0, .failed)
        trace.rotate(3, at: 300, on: 1)
        trace.rotate(4, at: 310, on: 1)
        #expect(trace.trace.longestWriteGap == 200)
    }

    @Test func `a write gap that never ends counts up to the last rotation`() {
        var trace = TraceBuilder()
        trace.rotate(1, at: 100, on: 1)
        trace.rotate(2, at: 200, on: 0, .unknown)
        trace.rotate(3, at: 900, on: 0, .unconfirmed)
        #expect(trace.trace.longestWriteGap == 800)
    }

    @Test func `a single rotation has no gap`() {
        var trace = TraceBuilder()
        trace.rotate(1, at: 100, on: 1)
        #expect(trace.trace.longestWriteGap == nil)
    }
}

/// A history written by hand: nanoseconds, key 0 is the first, keys are named by their numbers.
struct TraceBuilder {
    private(set) var trace = RunTrace()

    init() {
        name(0, .configured)
        crown(1, at: 0)
    }

    /// Answered one nanosecond later.
    mutating func rotate(_ key: UInt32, at time: UInt64, on node: UInt8, _ outcome: Outcome = .ok) {
        name(key, .fresh)
        let number = UInt32(trace.rotations.count)
        take(.operationInvoked(number, kind: .rotate, credential: CredentialID(key), grace: 0, step: number), time)
        take(
            .operationEnded(
                number, outcome: outcome, version: .zero, fingerprint: Self.fingerprint(key), graceEnd: 0,
                node: NodeID(node)), time + 1)
    }

    /// Asked one nanosecond earlier.
    mutating func look(at time: UInt64, node: UInt8, sees key: UInt32) {
        take(
            .slotRead(
                called: time - 1, content: .good, version: .zero, fingerprint: Self.fingerprint(key),
                node: NodeID(node)), time)
    }

    mutating func log(_ key: UInt32, on node: UInt8) {
        take(
            .slotLogged(
                version: .zero, fingerprint: Self.fingerprint(key), by: .repair, writer: nil, redisTime: 0,
                node: NodeID(node)), 1)
    }

    mutating func crown(_ node: UInt8, at time: UInt64) {
        take(.roleChanged(NodeID(node), isPrimary: true, called: time), time)
    }

    mutating func answer(_ replica: UInt32, _ key: UInt32, accepted: Bool, _ calls: ClosedRange<UInt64>) {
        let run = ProbeRun(
            credential: CredentialID(key), verdict: accepted ? .accepted : .refused, firstCall: calls.lowerBound,
            firstReturn: calls.lowerBound, lastCall: calls.upperBound, lastReturn: calls.upperBound, count: 2,
            longestGap: 1)
        trace.take(.probeRun(run), at: calls.upperBound, of: .replica(ReplicaID(replica)))
    }

    private mutating func name(_ key: UInt32, _ origin: CredentialOrigin) {
        take(
            .credentialNamed(
                CredentialID(key), kind: .adminKey, fingerprint: Self.fingerprint(key), origin: origin), 0)
    }

    private mutating func take(_ event: Event, _ time: UInt64) { trace.take(event, at: time, of: .coordinator) }

    private static func fingerprint(_ key: UInt32) -> FingerprintBits { FingerprintBits(UInt64(key) + 1_000) }
}

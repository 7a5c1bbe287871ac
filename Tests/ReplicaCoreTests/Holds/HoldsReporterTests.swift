import Credentials
import Testing

@testable import ReplicaCore

/// specs/versions.md section 7: on change, coalesced 100 ms; every 5 s; at once after a reconnect; gone after a clean stop.
@Suite struct HoldsReporterTests {
    @Test func `without a link there is nothing to do, and nothing to wait for`() {
        var stage = ReporterStage()
        stage.holds(1, at: 10)
        #expect(stage.written.isEmpty && stage.reporter.nextWake == nil)
    }

    @Test func `a link means an entry at once, before anything was read`() {
        var stage = ReporterStage()
        stage.hand(.linkUp, at: 10)
        #expect(stage.written == [.init(at: 10, revision: 0)])
    }

    @Test func `a change is written 100 ms after it, with all that changed meanwhile`() {
        var stage = ReporterStage.connected
        stage.holds(1, at: 1000)
        stage.holds(2, at: 1050)
        stage.holds(3, at: 1099)
        stage.run(until: 1500)
        #expect(stage.written.dropFirst() == [.init(at: 1100, revision: 3)])
    }

    @Test func `what is said again is no change`() {
        var stage = ReporterStage.connected
        stage.holds(0, at: 1000)
        stage.run(until: 3000)
        #expect(stage.written.count == 1)
    }

    @Test func `an entry is written at least every 5 s, and not in step with those of others`() {
        var stage = ReporterStage.connected
        stage.run(until: 60_000)
        let pauses = zip(stage.written, stage.written.dropFirst()).map { $1.at - $0.at }
        #expect(pauses.allSatisfy { (4500...5000).contains($0) } && Set(pauses).count > 3)
        var other = ReporterStage(seed: 9)
        other.hand(.linkUp, at: 0)
        other.answer(.success(.wrote), at: 1)
        other.run(until: 60_000)
        #expect(other.written != stage.written)
    }

    @Test func `one write is on its way at a time, and what changes meanwhile follows it`() {
        var stage = ReporterStage.connected
        stage.answersAtOnce = false
        stage.holds(1, at: 1000)
        stage.run(until: 1100)
        stage.holds(2, at: 1150)
        stage.run(until: 1400)
        #expect(stage.written.count == 2 && stage.reporter.nextWake == nil)
        stage.answer(.success(.wrote), at: 1400)
        #expect(stage.written.last == .init(at: 1400, revision: 2))
    }

    @Test(arguments: [SlotReadFailure.deadline, .unknown, .unreachable])
    func `a write without an answer is made again soon`(_ failure: SlotReadFailure) {
        var stage = ReporterStage()
        stage.answersAtOnce = false
        stage.hand(.linkUp, at: 0)
        stage.answer(.failure(failure), at: 250)
        #expect(stage.reporter.status.failure == failure)
        stage.answersAtOnce = true
        stage.run(until: 4000)
        #expect(stage.written.map(\.at) == [0, 750])
        #expect(stage.reporter.status.failure == nil && stage.reporter.status.lastWritten == Self.at(750))
    }

    @Test func `a refused write is not made again before its time`() {
        var stage = ReporterStage()
        stage.answersAtOnce = false
        stage.hand(.linkUp, at: 0)
        stage.answer(.failure(.refused), at: 1)
        stage.run(until: 4000)
        #expect(stage.written.count == 1 && stage.reporter.status.failure == .refused)
        stage.run(until: 5000)
        #expect(stage.written.count == 2)
    }

    @Test func `who has a successor says so, and goes on trying`() {
        var stage = ReporterStage()
        stage.answersAtOnce = false
        stage.hand(.linkUp, at: 0)
        stage.answer(.success(.superseded(by: 9)), at: 1)
        #expect(stage.reporter.status.successor == 9)
        stage.answersAtOnce = true
        stage.run(until: 5000)
        #expect(stage.written.count == 2 && stage.reporter.status.successor == nil)
    }

    @Test func `after a reconnect the entry is written at once: another server may know nothing of it`() {
        var stage = ReporterStage.connected
        stage.hand(.linkDown, at: 1000)
        #expect(stage.reporter.nextWake == nil)
        stage.holds(4, at: 1500)
        stage.hand(.linkUp, at: 2000)
        #expect(stage.written.last == .init(at: 2000, revision: 4))
    }

    @Test func `a link that comes back before the answer of the last one waits for it`() {
        var stage = ReporterStage()
        stage.answersAtOnce = false
        stage.hand(.linkUp, at: 0)
        stage.hand(.linkDown, at: 10)
        stage.hand(.linkUp, at: 20)
        #expect(stage.written.count == 1)
        stage.answer(.failure(.unknown), at: 30)
        #expect(stage.written.map(\.at) == [0, 30])
    }

    @Test func `who did not run for a while says at once that it is back`() {
        var stage = ReporterStage.connected
        stage.hand(.resumed, at: 3000)
        #expect(stage.written.last?.at == 3000)
    }

    private static func at(_ milliseconds: UInt64) -> SteadyTime {
        SteadyTime(nanoseconds: milliseconds * 1_000_000)
    }
}

/// A clean stop takes the entry away; nothing else does.
@Suite struct HoldsStopTests {
    @Test func `a clean stop removes the entry and then ends`() {
        var stage = ReporterStage.connected
        stage.hand(.stopping, at: 1000)
        #expect(stage.others == [.remove(incarnation: 3)])
        stage.hand(.removed, at: 1001)
        #expect(stage.others == [.remove(incarnation: 3), .ended])
        stage.holds(9, at: 1002)
        stage.hand(.linkUp, at: 1003)
        stage.run(until: 20_000)
        #expect(stage.written.count == 1 && stage.reporter.nextWake == nil)
    }

    /// Else the second sending of a script, as after NOSCRIPT, would come after the removal.
    @Test(arguments: [Result<HoldsWrite, SlotReadFailure>.success(.wrote), .failure(.unknown)])
    func `a write that is on its way is waited for before the removal`(_ result: Result<HoldsWrite, SlotReadFailure>) {
        var stage = ReporterStage.connected
        stage.answersAtOnce = false
        stage.holds(1, at: 1000)
        stage.run(until: 1100)
        stage.hand(.stopping, at: 1110)
        #expect(stage.others.isEmpty)
        stage.answer(result, at: 1120)
        #expect(stage.others == [.remove(incarnation: 3)])
    }

    @Test func `a removal that is not answered does not keep the process`() {
        var stage = ReporterStage.connected
        stage.hand(.stopping, at: 1000)
        #expect(stage.reporter.nextWake == SteadyTime(nanoseconds: 1_300_000_000))
        stage.run(until: 1300)
        #expect(stage.others.last == .ended)
        stage.hand(.removed, at: 1400)
        #expect(stage.others.count == 2)
    }

    @Test func `without a link, or with nothing ever written, a stop ends at once`() {
        var never = ReporterStage()
        never.hand(.stopping, at: 5)
        #expect(never.others == [.ended])
        var lost = ReporterStage.connected
        lost.hand(.linkDown, at: 10)
        lost.hand(.stopping, at: 20)
        #expect(lost.others == [.ended])
        var during = ReporterStage.connected
        during.hand(.stopping, at: 20)
        during.hand(.linkDown, at: 30)
        #expect(during.others == [.remove(incarnation: 3), .ended])
    }
}

/// What of a replica's watchers is said.
@Suite struct HoldingTests {
    @Test func `a configured key is nothing that Redis said`() throws {
        var watch = try Watch()
        watch.handle(.started)
        #expect(Holding(watch.watcher, nil) == Holding(admin: .fenced(nil), hasReadAdmin: false, keys: nil))
        let plain = try Watch { $0.format = .plain }
        #expect(Holding(plain.watcher, nil).admin == .plain)
    }

    @Test(arguments: ["key", nil] as [String?])
    func `an adopted record is held, also one without a key`(_ key: String?) throws {
        let watch = try Watch(holding: .fenced(5, key))
        let expected = Holding(admin: .fenced(version(5)), hasReadAdmin: true, keys: nil)
        #expect(Holding(watch.watcher, nil) == expected)
    }

    @Test func `a record that a push brought is held, though nothing was read yet`() throws {
        var watch = try Watch()
        watch.handle(.started)
        watch.handle(.pushed(.fenced(7, "key")))
        #expect(Holding(watch.watcher, nil) == Holding(admin: .fenced(version(7)), hasReadAdmin: false, keys: nil))
    }

    @Test func `while the managed keys are read anew nothing of them is confirmed`() throws {
        let watch = try Watch()
        var cache = ManagedKeyCache(settings: ManagedKeySettings(), seed: 1)
        #expect(Holding(watch.watcher, cache).keys == .zero)
        cache.status.revision = try #require(Epoch(7))
        #expect(Holding(watch.watcher, cache).keys == Epoch(7))
        cache.status.isLoading = true
        #expect(Holding(watch.watcher, cache).keys == .zero)
    }

    static let limits: [(kinds: [AdminKeySettings.OnStale], milliseconds: UInt64?)] = [
        ([.keep], nil), ([.refuseAfter(nanoseconds: 1)], 1), ([], nil),
        ([.refuseAfter(nanoseconds: 2_000_000), .refuseAfter(nanoseconds: 5_000_000)], 5),
        ([.refuseAfter(nanoseconds: 2_000_000), .keep], nil),
    ]

    @Test(arguments: limits)
    func `a replica refuses everything only when it refuses each kind`(
        _ kinds: [AdminKeySettings.OnStale], _ milliseconds: UInt64?
    ) throws {
        let name = try #require(ReplicaName("r"))
        #expect(HoldsSettings(replica: name, incarnation: 1, onStale: kinds).refuseAfterMilliseconds == milliseconds)
    }
}

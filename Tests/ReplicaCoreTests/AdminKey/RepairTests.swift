import Credentials
import History
import Testing

@testable import ReplicaCore

/// A4 rows 1, 7, 11, 13, 21; pitfalls 2 and 3.
struct RepairTests {
    static let held = slot(5, "A", outgoing: [("old", Watch.begin + 60_000)], after: version(4))

    @Test(arguments: [SlotReading.absent, .fenced(0, "first"), .fenced(4, "older"), .fenced(5, "twin", nonce: 0)])
    func `a slot that lost the record gets the whole of it back within the jitter`(reading: SlotReading) throws {
        var watch = try Watch(holding: .fenced(Self.held))
        #expect(watch.poll(reading).write == nil)
        let seen = watch.now.steady
        #expect(watch.wakeUp().write == .repair(Self.held))
        #expect(watch.now.steady <= seen.advanced(byNanoseconds: 50_000_000))
        #expect(watch.accepts("A"))
        #expect(!watch.accepts("first"))
    }

    @Test func `the jitter of a fleet is spread over its range`() throws {
        var delays: [UInt64] = []
        for seed in 0..<200 {
            var watcher = try AdminKeyWatcher(
                settings: AdminKeySettings(configured: nil), fingerprintKey: Watch.fingerprintKey, seed: UInt64(seed))
            let now = Moment(steady: SteadyTime(nanoseconds: 0), wall: WallTime(milliseconds: Watch.begin))
            for input in [AdminKeyInput.started, .linkUp, .readEnded(.success(.fenced(5, "A"))), .resumed] {
                _ = watcher.handle(input, at: now)
            }
            _ = watcher.handle(.readEnded(.success(.fenced(4, "older"))), at: now)
            delays.append(try #require(watcher.repairAt).nanoseconds)
        }
        #expect(try #require(delays.min()) < 3_000_000)
        #expect(try #require(delays.max()) > 47_000_000)
    }

    @Test func `a lower push is read first, and repaired when the slot says the same`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        #expect(watch.handle(.pushed(.fenced(4, "older"))).acts == [.read])
        #expect(watch.handle(.readEnded(.success(.fenced(4, "older")))).acts == [])
        #expect(watch.wakeUp().write == .repair(slot(5, "A")))
    }

    @Test func `a repair that another made first is not made again`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.poll(.absent)
        watch.handle(.pushed(.fenced(5, "A")))
        #expect(watch.wakeUp().write == nil)
    }

    @Test func `a repair that meets a higher record adopts it`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.poll(.absent)
        watch.wakeUp()
        let effects = watch.handle(.writeEnded(.success(.init(didWrite: false, stands: .fenced(6, "B")))))
        #expect(effects.applied.map(\.path) == [.repair])
        #expect(effects.events.contains { if case .wroteSlot(.repair, .superseded, _, _) = $0 { true } else { false } })
        #expect(watch.accepts("B"))
    }

    @Test func `a rotation during a repair wins over it`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.poll(.fenced(4, "older"))
        watch.handle(.pushed(.fenced(slot(7, "C", after: version(4)))))
        #expect(watch.wakeUp().write == nil)
        #expect(watch.accepts("C"))
    }

    @Test func `a repair that wrote says so, with what it wrote`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.poll(.absent)
        watch.wakeUp()
        let stamp = VersionStamp(epoch: 5, nonce: 1)
        let event = Event.wroteSlot(by: .repair, outcome: .ok, version: stamp, fingerprint: watch.fingerprint("A"))
        let stands = SlotReading.fenced(slot(5, "A", by: .repair))
        #expect(watch.handle(.writeEnded(.success(.init(didWrite: true, stands: stands)))) == [.record(event)])
    }

    @Test(arguments: [
        (SlotReadFailure.unknown, Outcome.unknown), (.deadline, .unknown), (.unreachable, .failed), (.refused, .failed),
    ])
    func `a repair without an answer is looked up when it may have worked`(failure: SlotReadFailure, outcome: Outcome)
        throws
    {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.poll(.absent)
        watch.wakeUp()
        let effects = watch.handle(.writeEnded(.failure(failure)))
        #expect(effects.events.contains { if case .wroteSlot(_, outcome, _, _) = $0 { true } else { false } })
        #expect(effects.acts == (outcome == .unknown ? [.read] : []))
    }

    @Test func `one write is in flight at a time`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.poll(.absent)
        #expect(watch.wakeUp().write != nil)
        for _ in 0..<5 {
            #expect(watch.poll(.absent).write == nil)
            #expect(watch.wakeUp().write == nil)
        }
    }

    @Test func `a repair that is due without a link waits for the next look`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.poll(.absent)
        watch.handle(.linkDown)
        #expect(watch.handle(.tick, after: 100).write == nil)
        watch.handle(.linkUp)
        watch.handle(.readEnded(.success(.fenced(6, "B"))))
        #expect(watch.wakeUp().write == nil)
    }

    @Test func `a revoked record is repaired as what it is`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.poll(.fenced(6, nil))
        watch.poll(.absent)
        #expect(watch.wakeUp().write == .repair(slot(6, nil)))
    }

    @Test func `between two bootstraps the slot wins, whatever the nonces`() throws {
        for nonce in [UInt64(1), 9] {
            var watch = try Watch(holding: .fenced(0, "A", nonce: 5))
            #expect(watch.poll(.fenced(0, "B", nonce: nonce)).acts == [.swap])
            #expect(watch.accepts("B"))
            #expect(!watch.accepts("A"))
        }
    }

    @Test func `a message of another bootstrap is looked up, because the slot decides`() throws {
        var watch = try Watch(holding: .fenced(0, "A", nonce: 5))
        #expect(watch.handle(.pushed(.fenced(0, "B", nonce: 9))).acts == [.read])
        #expect(watch.accepts("A"))
        #expect(watch.handle(.readEnded(.success(.fenced(0, "A", nonce: 5)))).acts == [])
    }

    @Test func `a bootstrapped value is put back into an absent slot while it was read lately`() throws {
        var watch = try Watch(holding: .fenced(0, "A"), "own")
        #expect(watch.poll(.absent).write == .bootstrap(Secret(text: "A")))
        let stands = SlotReading.fenced(0, "A", nonce: 77)
        #expect(watch.handle(.writeEnded(.success(.init(didWrite: true, stands: stands)))).acts == [.swap])
        #expect(watch.accepts("A"))
    }

    @Test func `a bootstrapped value that was read long ago is kept and not put back`() throws {
        var watch = try Watch(holding: .fenced(0, "A"), "own")
        watch.handle(.linkDown)
        watch.handle(.linkUp, after: 1_250)
        for _ in 0..<3 { #expect(watch.poll(.absent).write == nil) }
        #expect(watch.accepts("A"))
        #expect(!watch.accepts("own"))
        #expect(watch.watcher.status.slot == .refused(.absent))
    }

    @Test func `the limit of lately is two polls and a command`() throws {
        for (age, isWritten) in [(UInt64(1_249), true), (1_250, false)] {
            var watch = try Watch(holding: .fenced(0, "A"), "own")
            watch.handle(.linkDown)
            watch.handle(.linkUp, after: age)
            #expect((watch.handle(.readEnded(.success(.absent))).write != nil) == isWritten)
        }
    }

    @Test func `a configured key is never planted by a replica that holds a confirmed one`() throws {
        var watch = try Watch(holding: .fenced(5, "A"), "own")
        for _ in 0..<5 {
            watch.poll(.absent)
            let write = watch.wakeUp().write
            #expect(write == .repair(slot(5, "A")) || write == nil)
            if write != nil { watch.handle(.writeEnded(.failure(.refused))) }
        }
    }
}

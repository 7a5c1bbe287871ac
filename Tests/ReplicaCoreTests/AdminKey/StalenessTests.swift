import Credentials
import History
import Testing

@testable import ReplicaCore

/// `on-stale` of specs/versions.md section 6; pitfall 21.
struct StalenessTests {
    @Test func `admin keys are refused once the last good read is too old, and pass again after the next`() throws {
        var watch = try staleWatch(holding: .fenced(5, "A"), internalToken: "inside")
        watch.handle(.linkDown)
        watch.pass(2_999)
        #expect(watch.accepts("A"))
        watch.pass(1)
        #expect(!watch.accepts("A"), "judged by the decision, not by the timer")
        #expect(watch.decide("inside", on: .token) == .internalToken)
        #expect(watch.handle(.tick).events == [.staleChanged(isStale: true)])
        #expect(watch.watcher.status.isStale)
        #expect(watch.handle(.tick).isEmpty)
        watch.handle(.linkUp, after: 5_000)
        let effects = watch.handle(.readEnded(.success(.fenced(5, "A"))))
        #expect(effects.first == .swap)
        #expect(effects.last == .record(.staleChanged(isStale: false)))
        #expect(watch.accepts("A"))
    }

    @Test func `the watcher wakes itself when it grows stale`() throws {
        var watch = try staleWatch(holding: .fenced(5, "A"))
        watch.handle(.linkDown)
        #expect(watch.wakeUp().events == [.staleChanged(isStale: true)])
        #expect(watch.watcher.nextWake == nil)
    }

    @Test(arguments: [SlotReading.absent, .blank, .malformed(.badField)])
    func `absent, blank and malformed let a key grow stale`(reading: SlotReading) throws {
        var watch = try staleWatch(holding: .fenced(5, "A")) { $0.repair = .none }
        for _ in 0..<8 { watch.poll(reading) }
        #expect(!watch.accepts("A"))
        watch.poll(.fenced(5, "A"))
        #expect(watch.accepts("A"))
    }

    @Test func `a message keeps nothing fresh`() throws {
        var watch = try staleWatch(holding: .fenced(5, "A"))
        watch.handle(.linkDown)
        watch.handle(.pushed(.fenced(slot(6, "B", after: version(5)))), after: 2_000)
        #expect(watch.accepts("B"))
        watch.pass(1_000)
        #expect(!watch.accepts("B"))
    }

    @Test func `an unconfirmed key grows stale from the start`() throws {
        var watch = try Watch("own") { $0.onStale = .refuseAfter(nanoseconds: 3_000_000_000) }
        watch.handle(.started)
        #expect(watch.accepts("own"))
        watch.pass(3_000)
        #expect(!watch.accepts("own"))
    }

    @Test func `with keep nothing grows stale`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.handle(.linkDown)
        watch.pass(86_400_000)
        #expect(watch.accepts("A"))
    }

    private func staleWatch(
        holding reading: SlotReading, internalToken: String? = nil, change: (inout AdminKeySettings) -> Void = { _ in }
    ) throws -> Watch {
        try Watch(holding: reading, internalToken: internalToken) {
            $0.onStale = .refuseAfter(nanoseconds: 3_000_000_000)
            change(&$0)
        }
    }
}

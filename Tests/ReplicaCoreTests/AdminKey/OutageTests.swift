import Credentials
import History
import Testing

@testable import ReplicaCore

/// Issue [B]: the outage of one replica is the time from its last good operation to the first good one after a fault.
struct OutageTests {
    private func recoveries(_ effects: [AdminKeyEffect]) -> [UInt64] {
        effects.compactMap { if case .record(.recovered(let lastGood)) = $0 { lastGood } else { nil } }
    }

    @Test(arguments: [AdminKeyInput.linkDown, .readEnded(.failure(.deadline))])
    func `the first answer after trouble says when the last one before it came`(_ trouble: AdminKeyInput) throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        let lastGood = watch.now.steady.nanoseconds
        if case .readEnded = trouble { watch.wakeUp() }
        #expect(recoveries(watch.handle(trouble, after: 900)).isEmpty)
        watch.handle(.linkUp, after: 1_000)
        if !watch.watcher.isReading { watch.wakeUp() }
        #expect(recoveries(watch.handle(.readEnded(.success(.fenced(5, "A"))), after: 20)) == [lastGood])
        #expect(recoveries(watch.poll(.fenced(5, "A"))).isEmpty)
    }

    @Test func `an empty slot is an answer of a server that works`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.handle(.linkDown, after: 10)
        watch.handle(.linkUp, after: 10)
        #expect(recoveries(watch.handle(.readEnded(.success(.absent)))).count == 1)
    }

    @Test func `before the first answer there is no outage to tell of`() throws {
        var watch = try Watch()
        watch.handle(.started)
        watch.handle(.linkDown)
        watch.handle(.linkUp, after: 50)
        #expect(recoveries(watch.handle(.readEnded(.success(.fenced(5, "A"))))).isEmpty)
    }

    @Test func `answers that come in time are no outage, however far apart`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        for _ in 0..<5 { #expect(recoveries(watch.poll(.fenced(5, "A"))).isEmpty) }
    }
}

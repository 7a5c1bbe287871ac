import Credentials
import History
import Testing

@testable import ReplicaCore

/// A4 rows 6, 20; pitfalls 6, 8, 20 and 21.
struct PollTests {
    @Test func `one read is in flight at a time, however long it takes`() throws {
        var watch = try Watch()
        watch.handle(.started)
        #expect(watch.handle(.linkUp).acts == [.read])
        for _ in 0..<10 { #expect(!watch.handle(.tick, after: 300).acts.contains(.read)) }
        #expect(watch.handle(.readEnded(.success(.fenced(5, "A")))).acts == [.swap, .read])
        #expect(watch.handle(.readEnded(.success(.fenced(5, "A")))).acts == [])
    }

    @Test func `reads are one interval apart, from start to start`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.wakeUp()
        for _ in 0..<5 {
            let began = watch.now.steady
            watch.handle(.readEnded(.success(.fenced(5, "A"))), after: 100)
            #expect(watch.wakeUp().acts == [.read])
            #expect(watch.now.steady == began.advanced(byNanoseconds: 500_000_000))
        }
    }

    @Test func `the first interval after a connect is shorter, so that a fleet does not poll in step`() throws {
        let watch = try Watch(holding: .fenced(5, "A"))
        let next = try #require(watch.watcher.nextWake)
        #expect(next > watch.now.steady)
        #expect(next < watch.now.steady.advanced(byNanoseconds: 500_000_000))
    }

    @Test func `a timer that fires early does nothing`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        let next = try #require(watch.watcher.nextWake)
        #expect(watch.handle(.tick).isEmpty)
        #expect(watch.watcher.nextWake == next)
    }

    @Test func `a resumed process reads at once, and again when a read from before the pause is open`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        #expect(watch.handle(.resumed, after: 1).acts == [.read])
        #expect(watch.handle(.resumed, after: 1).acts == [])
        #expect(watch.handle(.readEnded(.success(.fenced(5, "A")))).acts == [.read])
        #expect(watch.handle(.readEnded(.success(.fenced(6, "B")))).acts == [.swap])
    }

    @Test func `a reconnect and a confirmed subscription read at once`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.handle(.linkDown)
        #expect(watch.handle(.linkUp, after: 1).acts == [.read])
        watch.handle(.readEnded(.success(.fenced(5, "A"))))
        #expect(watch.handle(.subscribed, after: 1).acts == [.read])
    }

    @Test func `without a link nothing is read, and nothing changes`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.handle(.linkDown)
        #expect(watch.watcher.nextWake == nil)
        for input in [AdminKeyInput.resumed, .tick, .subscribed, .subscriptionLost] {
            #expect(watch.handle(input, after: 10_000).isEmpty)
        }
        #expect(watch.accepts("A"))
        #expect(!watch.accepts("own"))
    }

    @Test func `an answer to nobody is ignored`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        #expect(watch.handle(.readEnded(.success(.fenced(9, "X")))).isEmpty)
        #expect(watch.handle(.writeEnded(.success(.init(didWrite: true, stands: .fenced(9, "X"))))).isEmpty)
        #expect(watch.accepts("A"))
    }

    @Test(arguments: [SlotReadFailure.unreachable, .deadline, .refused, .unknown])
    func `errors change no verdict and never end the polling`(failure: SlotReadFailure) throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        for _ in 0..<50 {
            #expect(watch.wakeUp().acts == [.read])
            #expect(watch.handle(.readEnded(.failure(failure)), after: 20).isEmpty)
            #expect(watch.accepts("A"))
            #expect(!watch.accepts("own"))
        }
        #expect(watch.watcher.status.age(at: watch.now.steady) ?? 0 > 20_000_000_000)
        #expect(watch.poll(.fenced(6, "B")).applied.map(\.path) == [.poll])
        #expect(watch.watcher.status.age(at: watch.now.steady) == 0)
    }

    @Test func `the same record again changes nothing`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        for _ in 0..<5 { #expect(watch.poll(.fenced(5, "A")).isEmpty) }
    }

    @Test func `the confirmation of the own key is an application`() throws {
        var watch = try Watch("own")
        #expect(watch.handle(.started).applied.map(\.path) == [.configuration])
        watch.handle(.linkUp)
        let effects = watch.handle(.readEnded(.success(.fenced(5, "own"))))
        #expect(effects.applied.map(\.version) == [VersionStamp(epoch: 5, nonce: 1)])
        #expect(!watch.watcher.status.isUnconfirmed)
    }

    @Test func `the history names a credential by its number once it is known`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.watcher.know(watch.fingerprint("B"), as: CredentialID(3))
        let stamp = VersionStamp(epoch: 6, nonce: 1)
        #expect(
            watch.poll(.fenced(6, "B")).events == [
                .applied(version: stamp, fingerprint: watch.fingerprint("B"), credential: CredentialID(3), path: .poll)
            ])
    }

    @Test func `a key that was told is recognised by its whole text`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        let other = watch.fingerprint("other")
        let told = FingerprintBits(77)
        watch.watcher.know(told, of: Secret(text: "other"), as: CredentialID(3))
        #expect(watch.fingerprint("other") == told)
        #expect(watch.fingerprint("othex") != told)
        for number in UInt32(4)..<8 {
            watch.watcher.know(told, of: Secret(text: "k\(number)"), as: CredentialID(number))
        }
        #expect(watch.fingerprint("other") == other)
    }
}

import Testing

@testable import RedisLink

/// The machine of a link that asks where its server is.
@Suite struct LocatingTests {
    private static let lost = WireFailure.closedByServer.asError(phase: .sent)
    private static let moved = RedisError.moved(to: .tcp(host: "127.0.0.1", port: 2))
    private static let nowhere = RedisError.notLocated("m", asked: 3, last: nil)

    private func machine(_ steps: (inout LinkMachine) -> Void = { _ in }) -> LinkMachine {
        var machine = LinkMachine(backoff: Backoff(start: 1_000_000, limit: 1_000_000, seed: 1), locates: true)
        _ = machine.start()
        steps(&machine)
        return machine
    }

    private func connecting() -> LinkMachine { machine { _ = $0.located() } }
    private func introducing() -> LinkMachine { machine { _ = $0.located() + $0.connected() } }
    private func ready() -> LinkMachine {
        machine { _ = $0.located() + $0.connected() + $0.introduced(as: .master, at: 100) }
    }

    @Test func `it locates, connects, introduces itself and is ready`() {
        var machine = LinkMachine(backoff: Backoff(start: 20, limit: 1000, seed: 1), locates: true)
        #expect(machine.start() == [.locate, .announce(.connecting)])
        #expect(machine.attempts == 0)
        #expect(machine.located() == [.connect])
        #expect(machine.attempts == 1)
        #expect(machine.connected() == [.introduce])
        #expect(machine.introduced(as: .master, at: 1) == [.announce(.ready(.master))])
    }

    @Test func `a server that cannot be used leads on within the round, without a wait`() {
        var connecting = connecting()
        #expect(connecting.ended(Self.lost, at: 1) == [.locateNext(Self.lost)])
        #expect(connecting.state == .connecting)
        var introducing = introducing()
        #expect(introducing.refused(Self.lost, at: 1) == [.drop(Self.lost), .locateNext(Self.lost)])
        #expect(introducing.ended(Self.lost, at: 1) == [])
        #expect(introducing.located() == [.connect])
    }

    @Test func `after a round for nothing it waits, and begins anew`() {
        var machine = machine()
        let effects = machine.notLocated(Self.nowhere, at: 5)
        #expect(effects.last == .announce(.waiting(Self.nowhere)))
        #expect(machine.lastReason == Self.nowhere)
        #expect(machine.woke() == [.locate, .announce(.connecting)])
    }

    @Test func `a lost connection is waited for, then located anew`() {
        var machine = ready()
        #expect(machine.ended(Self.lost, at: 200).last == .announce(.waiting(Self.lost)))
        #expect(machine.woke() == [.locate, .announce(.connecting)])
    }

    @Test func `a ready link that is sent elsewhere leaves at once and does not wait`() {
        var machine = ready()
        #expect(
            machine.moved(Self.moved, at: 7) == [.wake(at: 7), .announce(.waiting(Self.moved)), .drop(Self.moved)])
        #expect(machine.ended(Self.moved, at: 7) == [])
        #expect(machine.woke() == [.locate, .announce(.connecting)])
    }

    @Test func `a link on its way is sent elsewhere without a word to its owner`() {
        var locating = machine()
        #expect(locating.moved(Self.moved, at: 7) == [.locate])
        for var machine in [connecting(), introducing()] {
            #expect(machine.moved(Self.moved, at: 7) == [.drop(Self.moved), .locate])
            #expect(machine.located() == [.connect])
        }
    }

    @Test func `a link that waits is woken`() {
        var machine = machine { _ = $0.notLocated(Self.nowhere, at: 5) }
        #expect(machine.moved(Self.moved, at: 7) == [.wake(at: 7)])
    }

    @Test func `what comes at the wrong time is ignored`() {
        var idle = LinkMachine(backoff: Backoff(start: 20, limit: 1000, seed: 1), locates: true)
        let early = idle.located() + idle.notLocated(Self.nowhere, at: 1) + idle.moved(Self.moved, at: 1)
        #expect(early == [])
        var ready = ready()
        let late = ready.located() + ready.notLocated(Self.nowhere, at: 1)
        #expect(late == [])
        _ = ready.close()
        let closed = ready.moved(Self.moved, at: 1) + ready.located()
        #expect(closed == [])
    }
}

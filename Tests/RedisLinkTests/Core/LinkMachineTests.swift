import Testing

@testable import RedisLink

@Suite struct LinkMachineTests {
    private static let lost = WireFailure.closedByServer.asError(phase: .sent)
    private static let limit: UInt64 = 1000

    private func machine() -> LinkMachine {
        LinkMachine(backoff: Backoff(start: 20, limit: Self.limit, seed: 1))
    }

    private func readyMachine(at now: UInt64) -> LinkMachine {
        var machine = machine()
        _ = machine.start()
        _ = machine.connected()
        _ = machine.introduced(as: .master, at: now)
        return machine
    }

    private func wake(of effects: [LinkMachine.Effect]) -> UInt64? {
        effects.lazy.compactMap { if case .wake(let time) = $0 { time } else { nil } }.first
    }

    @Test func `a link connects, introduces itself and is ready`() {
        var machine = machine()
        #expect(machine.start() == [.connect, .announce(.connecting)])
        #expect(machine.connected() == [.introduce])
        #expect(machine.introduced(as: .master, at: 1) == [.announce(.ready(.master))])
        #expect(machine.connects == 1)
    }

    @Test func `a lost connection is followed by a wait and another attempt`() {
        var machine = readyMachine(at: 100)
        let effects = machine.ended(Self.lost, at: 200)
        #expect(wake(of: effects).map { (200...220).contains($0) } == true)
        #expect(effects.last == .announce(.waiting(Self.lost)))
        #expect(machine.woke() == [.connect, .announce(.connecting)])
        #expect(machine.attempts == 2)
    }

    @Test func `a refusal drops the connection, last of all`() {
        var machine = readyMachine(at: 100)
        let effects = machine.refused(Self.lost, at: 200)
        #expect(effects.last == .drop(Self.lost))
        #expect(machine.state == .waiting(Self.lost))
    }

    @Test func `a connection that lasted lets the waits start small again`() {
        var machine = machine()
        for _ in 0..<20 {
            _ = machine.start() + machine.woke()
            _ = machine.ended(Self.lost, at: 0)
        }
        _ = machine.woke() + machine.connected() + machine.introduced(as: .master, at: 5000)
        let effects = machine.ended(Self.lost, at: 5000 + Self.limit)
        #expect(wake(of: effects).map { $0 - 5000 - Self.limit <= 20 } == true)
    }

    @Test func `a server that accepts and drops at once is not hammered`() {
        var machine = machine()
        _ = machine.start()
        let waits = (0..<200).map { _ in
            _ = machine.connected() + machine.introduced(as: .master, at: 0)
            let wait = wake(of: machine.ended(Self.lost, at: 0)) ?? 0
            _ = machine.woke()
            return wait
        }
        #expect(waits.dropFirst(10).reduce(0, +) / 190 > Self.limit / 4)
    }

    @Test func `new credentials end the wait, and change nothing on a connection that stands`() {
        var machine = readyMachine(at: 0)
        #expect(machine.accessChanged(at: 5) == [])
        _ = machine.ended(Self.lost, at: 10)
        #expect(machine.accessChanged(at: 11) == [.wake(at: 11)])
    }

    @Test func `closing is final`() {
        var machine = readyMachine(at: 0)
        #expect(machine.close() == [.announce(.closed), .drop(.closedByOwner)])
        let later =
            machine.close() + machine.start() + machine.woke() + machine.connected() + machine.ended(Self.lost, at: 9)
            + machine.refused(Self.lost, at: 9) + machine.introduced(as: .master, at: 9) + machine.accessChanged(at: 9)
        #expect(later == [])
        #expect(machine.state == .closed)
    }

    @Test func `what comes at the wrong time is ignored`() {
        var machine = machine()
        #expect(machine.woke() + machine.connected() + machine.ended(Self.lost, at: 1) == [])
        _ = machine.start()
        #expect(machine.start() + machine.woke() + machine.introduced(as: .master, at: 1) == [])
    }
}

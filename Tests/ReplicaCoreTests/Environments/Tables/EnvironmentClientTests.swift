import Credentials
import Testing

@testable import ReplicaCore

/// Upstream clients: at most one for each key, whatever is late, fails or is lost.
struct EnvironmentClientTests {
    @Test func `B23: a client whose key went while it started is closed when it starts`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P", grace: ("O", 50)))
        let late = try keep.token(of: "O")
        keep.pass(51)
        #expect(keep.handle(.tick).words == ["swap", "-O"])
        #expect(keep.clients == "O starting unwanted, P starting")
        let effects = keep.handle(.clientStarted(late, data: 1))
        #expect(effects.words == ["close"] && effects.notes == [.clientLate(late, .published("e"))])
        keep.handle(.clientClosed(late))
        #expect(keep.clients == "P starting")
    }

    @Test func `R7: a key that comes back takes over the start that is under way`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P"))
        let token = try keep.token(of: "P")
        try keep.push(EnvironmentDocument("N"))
        #expect(try keep.push(EnvironmentDocument("P")).words == ["+P", "swap", "-N", "events P"])
        #expect(try keep.token(of: "P") == token)
        #expect(keep.handle(.clientStarted(token, data: 1)).words == ["deliver 1"])
        #expect(keep.clients == "N starting unwanted, P running")
    }

    @Test func `R6: a key that comes back while its client is being closed starts when that is gone`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P"))
        try keep.start("P")
        try keep.push(EnvironmentDocument("N"))
        #expect(try keep.push(EnvironmentDocument("P")).words == ["+P", "swap", "-N", "events P"])
        #expect(keep.clients == "N starting unwanted, P closing")
        #expect(keep.handle(.clientClosed(try keep.token(of: "P"))).words == ["start P"])
    }

    @Test func `R6: a predecessor that becomes primary again keeps its client`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A"))
        try keep.start("A")
        try keep.push(EnvironmentDocument("B", grace: ("A", 1000)))
        try keep.start("B", data: 2)
        #expect(try keep.push(EnvironmentDocument("A", grace: ("B", 1000))).words == ["swap", "events A"])
        #expect(keep.clients == "A running, B running")
    }

    @Test func `B14: a rotation to itself starts nothing`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P", mobile: "M"))
        let again = EnvironmentDocument("P", grace: ("P", 50), mobile: "M", mobileGrace: ("M", 50))
        #expect(try keep.push(again).words == [])
        keep.pass(60)
        #expect(keep.handle(.tick).words == [])
        #expect(keep.sdk("P") == "e" && keep.mobile("M") == "e")
    }

    @Test func `a start that failed is made again after a pause that grows up to its limit`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P"))
        var longest: UInt64 = 0
        for attempt in 0..<20 {
            let token = try keep.token(of: "P")
            #expect(keep.handle(.clientFailed(token, .unreachable)).words == [])
            let before = keep.now.steady
            for _ in 0..<50 where keep.clients == "P resting" { try keep.answerAll(); keep.wakeUp() }
            #expect(keep.clients == "P starting")
            #expect(try keep.token(of: "P") > token)
            let waited = keep.now.steady.nanoseconds - before.nanoseconds
            #expect(waited <= min(20_000_000 << UInt64(attempt), 1_000_000_000))
            longest = max(longest, waited)
        }
        #expect(longest > 300_000_000)
    }

    @Test func `a key that goes while its client rests leaves nothing behind`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P"))
        keep.handle(.clientFailed(try keep.token(of: "P"), .unreachable))
        try keep.push(EnvironmentDocument("N"))
        #expect(keep.clients == "N starting")
    }

    @Test func `a client that was lost is started again, and the loss is told`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P"))
        try keep.start("P")
        let token = try keep.token(of: "P")
        #expect(keep.handle(.clientClosed(token)).notes == [.clientLost(token, .published("e"))])
        #expect(keep.clients == "P resting")
        for _ in 0..<50 where keep.clients == "P resting" { try keep.answerAll(); keep.wakeUp() }
        #expect(keep.clients == "P starting")
        #expect(keep.handle(.clientStarted(token, data: 9)).words == [], "a token is used once")
    }

    @Test func `R8: a predecessor that fails changes nothing for the environment, the newest primary's refusal does`()
        throws
    {
        var keep = try Keep(holding: EnvironmentDocument("P"))
        try keep.start("P")
        try keep.push(EnvironmentDocument("N", grace: ("P", 10_000)))
        try keep.start("N", data: 2)
        keep.handle(.clientClosed(try keep.token(of: "P")))
        for _ in 0..<50 where keep.clients.contains("P resting") { try keep.answerAll(); keep.wakeUp() }
        keep.handle(.clientFailed(try keep.token(of: "P"), .refused))
        #expect(keep.keeper.status[.published("e")]?.connection == .valid)
        #expect(keep.sdk("P") == "e" && keep.sdk("N") == "e")
        keep.handle(.clientClosed(try keep.token(of: "N")))
        #expect(keep.keeper.status[.published("e")]?.connection == .interrupted)
        for _ in 0..<50 where keep.clients.contains("N resting") { try keep.answerAll(); keep.wakeUp() }
        keep.handle(.clientFailed(try keep.token(of: "N"), .refused))
        #expect(keep.keeper.status[.published("e")]?.connection == .off)
        #expect(keep.sdk("N") == "e", "the gate does not depend on upstream")
    }

    @Test func `R9: the newest primary's data count, whatever order starts finish in`() throws {
        var keep = try Keep(holding: EnvironmentDocument("N", grace: ("O", 10_000)))
        #expect(try keep.start("N", data: 5).words == ["deliver 5"])
        #expect(try keep.start("O", data: 4).words == [])
        #expect(keep.handle(.updated(try keep.token(of: "O"), data: 6)).words == [])
        #expect(keep.handle(.updated(try keep.token(of: "N"), data: 6)).words == ["deliver 6"])
        keep.handle(.clientClosed(try keep.token(of: "O")))
        #expect(keep.handle(.updated(try keep.token(of: "N"), data: 7)).words == ["deliver 7"])
    }

    @Test func `R11: until the new primary's client runs, the newest one that runs keeps serving`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P"))
        try keep.start("P", data: 1)
        try keep.push(EnvironmentDocument("N", grace: ("P", 10_000)))
        #expect(keep.keeper.status[.published("e")]?.connection == .valid)
        #expect(keep.handle(.updated(try keep.token(of: "P"), data: 2)).words == ["deliver 2"])
        #expect(try keep.start("N", data: 2).words == [], "nothing is delivered twice")
        #expect(keep.handle(.updated(try keep.token(of: "P"), data: 3)).words == [])
        #expect(keep.handle(.updated(try keep.token(of: "N"), data: 3)).words == ["deliver 3"])
    }

    @Test func `R11: a rotation without grace leaves the environment its data`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P"))
        try keep.start("P", data: 7)
        try keep.push(EnvironmentDocument("N"))
        let status = try #require(keep.keeper.status[.published("e")])
        #expect(status.data == 7 && status.connection == .interrupted)
    }

    @Test func `an additional key has no client, and a mobile key makes none`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P", additional: [("A", nil), ("B", 100)], mobile: "M"))
        try keep.push(EnvironmentDocument("P", mobile: "M2", mobileGrace: ("M", 100)))
        #expect(keep.clients == "P starting")
    }

    @Test func `what belongs to nobody is ignored`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P"))
        let stranger = ClientToken(99)
        for input in [
            EnvironmentInput.clientStarted(stranger, data: 1), .clientFailed(stranger, .refused),
            .clientClosed(stranger), .updated(stranger, data: 1), .closeEnvironment(.published("x")),
            .eventsRefused(.published("x"), .environmentID(EnvironmentID("x"))),
        ] {
            #expect(keep.handle(input) == [])
        }
        #expect(keep.clients == "P starting")
    }
}

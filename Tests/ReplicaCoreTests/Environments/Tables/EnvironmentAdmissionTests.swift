import Credentials
import Testing

@testable import ReplicaCore

/// Environments come, change and go.
struct EnvironmentAdmissionTests {
    @Test func `B1, B21, B22, I15: an environment that comes mid-rotation is there whole from its first moment`() throws
    {
        var keep = try Keep(holding: EnvironmentDocument("X", of: "other"))
        let effects = try keep.push(
            EnvironmentDocument("N", grace: ("O", 100), additional: [("A", nil), ("B", 50)], mobile: "M"))
        #expect(
            effects.words == [
                "+N", "+O", "+A", "+B", "+M", "+e", "swap", "start N", "start O", "events N", "events M",
            ])
        for key in ["N", "O", "A", "B"] { #expect(keep.sdk(key) == "e") }
        #expect(keep.mobile("M") == "e" && keep.id("e") == "e" && keep.sdk("X") == "other")
    }

    @Test func `an environment of the configuration is there at the start, before any store is read`() {
        let credentials = InitialCredentials(
            sdkKey: SDKKey(text: "P"), mobileKey: MobileKey(text: "M"), environmentID: EnvironmentID("id"),
            additionalSDKKeys: AdditionalKeys(active: ["A", "P"].compactMap { SDKKey(text: $0) }))
        var keep = Keep { $0.configured = [ConfiguredEnvironment(name: "prod", credentials: credentials)] }
        #expect(
            keep.handle(.started).words == ["+P", "+A", "+M", "+id", "swap", "start P", "events P", "events M"])
        #expect(keep.sdk("A") == "prod" && keep.id("id") == "prod")
        #expect(!keep.keeper.gate.isComplete)
    }

    @Test func `without a store to read, a replica is ready at once`() {
        var keep = Keep { $0.readsDocuments = false }
        #expect(keep.handle(.started).acts.contains(.ready))
        #expect(keep.keeper.gate.isComplete)
        #expect(keep.handle(.linkUp).reads.isEmpty)
    }

    @Test func `a rotation adds before it removes, and nothing that goes resolves`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P", additional: [("A", nil)], mobile: "M"))
        try keep.start("P")
        #expect(
            try keep.push(EnvironmentDocument("N", mobile: "M2")).words == [
                "+N", "+M2", "swap", "-P", "-A", "-M", "close", "start N", "events N", "events M2",
            ])
        #expect(keep.sdk("P") == nil && keep.sdk("A") == nil && keep.sdk("N") == "e" && keep.mobile("M") == nil)
    }

    @Test func `a deletion takes everything away, in this order`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P", additional: [("A", nil)], mobile: "M"))
        try keep.start("P")
        let message = try keep.delete(EnvironmentID("e"))
        #expect(keep.handle(.pushed(message)).words == ["swap", "-P", "-M", "-e", "-A", "close", "no events"])
        #expect(keep.sdk("P") == nil && keep.id("e") == nil && keep.keeper.status.isEmpty)
        #expect(keep.clients == "P closing unwanted")
        #expect(try keep.push(EnvironmentDocument("P")).words == ["+P", "+e", "swap", "events P"])
        #expect(keep.handle(.clientClosed(try keep.token(of: "P"))).words == ["start P"])
    }

    @Test func `R20: keys that swap roles keep their streams, and only clients change`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P", additional: [("Q", nil)]))
        try keep.start("P")
        #expect(
            try keep.push(EnvironmentDocument("Q", additional: [("P", nil)])).words == [
                "close", "start Q", "events Q",
            ])
        #expect(keep.sdk("P") == "e" && keep.sdk("Q") == "e")
    }

    @Test func `I14: the same document under a new version does nothing`() throws {
        let document = EnvironmentDocument("N", grace: ("O", 100), additional: [("A", nil)], mobile: "M")
        var keep = try Keep(holding: document)
        #expect(try keep.push(document).words == [])
        #expect(try keep.push(document).notes.contains { if case .applied = $0 { true } else { false } })
    }

    @Test func `R14: a key that moves from one environment to another is not lost with the first`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A", additional: [("K", nil)], of: "a"))
        try keep.push(EnvironmentDocument("B", additional: [("K", nil)], of: "b"))
        #expect(keep.sdk("K") == "b")
        try keep.push(EnvironmentDocument("A", of: "a"))
        #expect(keep.sdk("K") == "b")
        try keep.push(EnvironmentDocument("A", additional: [("K", nil)], of: "a"))
        #expect(keep.sdk("K") == "a")
        try keep.push(EnvironmentDocument("A", of: "a"))
        #expect(keep.sdk("K") == "b")
        let message = try keep.delete(EnvironmentID("b"))
        keep.handle(.pushed(message))
        #expect(keep.sdk("K") == nil)
    }

    @Test func `a closed environment stays closed whatever is published, until it is deleted`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P"), EnvironmentDocument("X", of: "other"))
        try keep.start("P")
        #expect(keep.handle(.closeEnvironment(.published("e"))).words == ["swap", "-P", "-e", "close", "no events"])
        #expect(keep.handle(.closeEnvironment(.published("e"))).words == [])
        #expect(try keep.push(EnvironmentDocument("N")).words == [])
        #expect(keep.sdk("N") == nil && keep.sdk("X") == "other")
        let message = try keep.delete(EnvironmentID("e"))
        #expect(keep.handle(.pushed(message)).words == [])
        #expect(try keep.push(EnvironmentDocument("N")).words == ["+N", "+e", "swap", "start N", "events N"])
    }

    @Test func `R5: after the close of everything nothing starts, and what starts late is closed`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P"))
        let token = try keep.token(of: "P")
        #expect(keep.handle(.closeAll).words == ["swap", "-P", "-e", "no events"])
        #expect(keep.handle(.clientStarted(token, data: 1)).words == ["close"])
        #expect(keep.handle(.clientClosed(token)).words == [])
        #expect(try keep.push(EnvironmentDocument("N", of: "new")).words == [])
        #expect(keep.keeper.nextWake == nil && keep.clients == "")
        #expect(keep.handle(.closeAll) == [])
    }

    @Test func `offline there is one client, no events, and a rotation touches neither`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P", mobile: "M")) { $0.offline = [EnvironmentID("e")] }
        #expect(keep.clients == "offline starting")
        try keep.start()
        #expect(try keep.push(EnvironmentDocument("N", grace: ("P", 100))).words == ["+N", "swap"])
        #expect(try keep.push(EnvironmentDocument("Q")).words == ["+Q", "swap", "-N"])
        #expect(keep.clients == "offline running")
        #expect(keep.keeper.status[.published("e")]?.sdkEvents == nil)
        let message = try keep.delete(EnvironmentID("e"))
        #expect(keep.handle(.pushed(message)).words == ["swap", "-Q", "-M", "-e", "-P", "close"])
    }
}

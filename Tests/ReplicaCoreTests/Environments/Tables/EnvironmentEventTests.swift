import Credentials
import Testing

@testable import ReplicaCore

/// Events go out as the primary of their kind, always.
struct EnvironmentEventTests {
    @Test func `B11: a predecessor that is added last does not take the events over, nor does its end`() throws {
        var keep = try Keep(
            holding: EnvironmentDocument("N", grace: ("O", 50), mobile: "MN", mobileGrace: ("MO", 50)))
        let status = try #require(keep.keeper.status[.published("e")])
        #expect(status.sdkEvents == "SDK key ..." && status.mobileEvents == "mobile key ...")
        let events = try #require(keep.keeper.environments[.published("e")]).events
        #expect(events.sdk?.credential == SDKKey(text: "N")?.credential)
        #expect(events.mobile?.credential == MobileKey(text: "MN")?.credential)
        keep.pass(51)
        #expect(keep.handle(.tick).words == ["swap", "-O", "-MO"])
    }

    @Test func `R17: the mobile endpoint is made when the first mobile primary appears`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P"))
        #expect(keep.keeper.environments[.published("e")]?.events.mobile == nil)
        #expect(try keep.push(EnvironmentDocument("P", mobile: "M")).words == ["+M", "swap", "events M"])
    }

    @Test func `R18: another credential revives events that upstream refused, the same one does not`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P"))
        let old = try #require(SDKKey(text: "P")).credential
        keep.handle(.eventsRefused(.published("e"), old))
        #expect(keep.keeper.environments[.published("e")]?.events.sdk?.isRefused == true)
        #expect(try keep.push(EnvironmentDocument("P", additional: [("A", nil)])).words == ["+A", "swap"])
        #expect(try keep.push(EnvironmentDocument("N")).words.last == "events N")
        #expect(keep.keeper.environments[.published("e")]?.events.sdk?.isRefused == false)
        keep.handle(.eventsRefused(.published("e"), old))
        #expect(keep.keeper.environments[.published("e")]?.events.sdk?.isRefused == false, "late: the old one's")
    }

    @Test func `a document that names no primary keeps the one that is`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P", mobile: "M"))
        #expect(try keep.push(EnvironmentDocument(nil, grace: ("O", 50))).words == [])
        #expect(keep.sdk("P") == "e" && keep.sdk("O") == nil)
    }
}

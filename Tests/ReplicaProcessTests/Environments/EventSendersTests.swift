import Credentials
import ReplicaCore
import Testing

@testable import ReplicaProcess

/// Over which client events go out, and as whom.
@Suite struct EventSendersTests {
    private static let name = EnvironmentName.configured("prod")
    private static let (first, second) = (ClientToken(1), ClientToken(2))

    private static func key(_ text: String) throws -> EnvironmentCredential {
        try #require(SDKKey(text: text)).credential
    }

    private static func mobile(_ text: String) throws -> EnvironmentCredential {
        try #require(MobileKey(text: text)).credential
    }

    @Test func `what nobody can send waits for a client that has started`() throws {
        var senders = EventSenders()
        let (one, mobile) = (try Self.key("one"), try Self.mobile("m"))
        #expect(senders.use(one, of: Self.name).isEmpty)
        senders.begins(Self.first, of: Self.name)
        #expect(senders.use(mobile, of: Self.name).isEmpty, "it does not run yet")
        #expect(senders.started(Self.first).map(\.credential) == [one, mobile])
        #expect(senders.use(try Self.key("two"), of: .configured("other")).isEmpty)
    }

    @Test func `the newest client that runs sends, and no other`() throws {
        var senders = EventSenders()
        let one = try Self.key("one")
        senders.begins(Self.first, of: Self.name)
        #expect(senders.started(Self.first).isEmpty)
        #expect(senders.use(one, of: Self.name) == [.init(token: Self.first, credential: one)])
        senders.begins(Self.second, of: Self.name)
        #expect(senders.flush(Self.first).map(\.token) == [Self.first])
        #expect(senders.started(Self.second).isEmpty, "it is said already")
        #expect(senders.flush(Self.first).isEmpty && senders.flush(Self.second).count == 1)
        senders.ended(Self.second)
        #expect(senders.flush(Self.first).count == 1)
        senders.stop(Self.name)
        #expect(senders.flush(Self.first).isEmpty)
    }

    @Test func `one that was denied is told once and rests until it is replaced`() throws {
        var senders = EventSenders()
        let (one, mobile) = (try Self.key("one"), try Self.mobile("m"))
        senders.begins(Self.first, of: Self.name)
        _ = senders.started(Self.first)
        #expect(senders.use(one, of: Self.name).count + senders.use(mobile, of: Self.name).count == 2)
        let refused = senders.denied(Array("one".utf8), Self.first)
        #expect(refused?.credential == one && refused?.environment == Self.name)
        #expect(senders.denied(Array("one".utf8), Self.first) == nil, "it is known already")
        #expect(senders.flush(Self.first).map(\.credential) == [mobile])
        let two = try Self.key("two")
        #expect(senders.use(two, of: Self.name).map(\.credential) == [two])
        #expect(senders.flush(Self.first).map(\.credential) == [mobile, two])
    }

    @Test func `a late denial of one that was replaced says nothing of the new one`() throws {
        var senders = EventSenders()
        senders.begins(Self.first, of: Self.name)
        _ = senders.started(Self.first)
        _ = senders.use(try Self.key("one"), of: Self.name)
        _ = senders.use(try Self.key("two"), of: Self.name)
        #expect(senders.denied(Array("one".utf8), Self.first) == nil)
        #expect(senders.flush(Self.first).count == 1)
    }
}

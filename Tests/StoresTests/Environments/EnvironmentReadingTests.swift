import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import Stores

@Suite struct EnvironmentReadingTests {
    @Test(arguments: Backing.allCases)
    func `absent is not deleted, neither in the index nor in its place`(_ backing: Backing) async throws {
        try await backing.withEnvironments { stage in
            #expect(try await stage.store.read(EnvironmentID("a")) == .absent)
            _ = try await stage.store.delete(EnvironmentID("b"))
            let index = try await stage.store.index()
            #expect(index.versions[EnvironmentID("a")] == nil && index.versions[EnvironmentID("b")] != nil)
            #expect(try await stage.store.read(EnvironmentID("b")).record?.content == .tombstone)
        }
    }

    @Test(
        arguments: Backing.allCases,
        [
            ("", .notJSON), ("no json", .notJSON), ("[]", .wrongType), ("{}", .missing),
            (#"{"envID":"other"}"#, .anotherEnvironment), (#"{"envID":"env-1","version":-1}"#, .outOfRange),
            (#"{"envID":"env-1","version":99999999999999}"#, .poisonedVersion),
            (#"{"envID":"env-1","envId":"env-2"}"#, .repeatedName),
            (#"{"envID":"env-1","sdkKey":{"additional":{}}}"#, .wrongType),
            (#"{"envID":"env-1","deleted":"yes"}"#, .wrongType),
        ] as [(String, MalformedDocument.Reason)])
    func `what is no document says why, and not what`(
        _ backing: Backing, text: (String, MalformedDocument.Reason)
    ) async throws {
        try await backing.withEnvironments { stage in
            let id = EnvironmentID("env-1")
            try await stage.planter.plant(id, text: Array(text.0.utf8), entry: nil)
            #expect(try await stage.store.read(id).flaw?.reason == text.1)
            let payload = EnvironmentMessage.payload(previous: nil, text: Array(text.0.utf8))
            if text.1 != .anotherEnvironment {
                #expect(stage.store.message(payload, at: try await stage.now()) == nil)
            }
        }
    }

    @Test(arguments: Backing.allCases)
    func `a document that is too long is none`(_ backing: Backing) async throws {
        try await backing.withEnvironments { stage in
            let id = EnvironmentID("env-1")
            let text = #"{"envID":"env-1","envName":""# + String(repeating: "x", count: EnvironmentRecord.longestText)
            try await stage.planter.plant(id, text: Array((text + "\"}").utf8), entry: nil)
            #expect(try await stage.store.read(id).flaw?.reason == .tooLong)
        }
    }

    @Test(arguments: Backing.allCases, ["", "5", "5:", "x:0123456789abcdef", "5:0123456789ABCDEF", "5:0:0"])
    func `an entry that is no version says nothing of its environment, and nothing of others`(
        _ backing: Backing, entry: String
    ) async throws {
        try await backing.withEnvironments { stage in
            let good = try #require(try await stage.store.publish(EnvironmentDocument("key", of: "good")).stands.record)
            try await stage.planter.plant(EnvironmentID("bad"), text: nil, entry: Array(entry.utf8))
            let index = try await stage.store.index()
            #expect(index.versions == [good.id: good.version] && index.malformed == [EnvironmentID("bad")])
        }
    }

    @Test(arguments: Backing.allCases)
    func `a version more than 24 h ahead of the reader is malformed`(_ backing: Backing) async throws {
        try await backing.withEnvironments { stage in
            let ahead = try await stage.now().advanced(hours: 25).milliseconds
            let entry = Array("\(ahead):0123456789abcdef".utf8)
            try await stage.planter.plant(EnvironmentID("env-1"), text: nil, entry: entry)
            #expect(try await stage.store.index().malformed == [EnvironmentID("env-1")])
        }
    }

    @Test(arguments: Backing.allCases)
    func `an index of another type is an error of its own, and nothing is written`(_ backing: Backing) async throws {
        try await backing.withEnvironments { stage in
            try await stage.spoil()
            await #expect(throws: EnvironmentStoreError.damaged) { try await stage.store.index() }
            await #expect(throws: EnvironmentStoreError.damaged) {
                try await stage.store.publish(EnvironmentDocument("key"))
            }
            #expect(try await stage.store.read(EnvironmentID("env-1")) == .absent)
            #expect(try await stage.messages().isEmpty)
        }
    }

    @Test func `a document of another type is malformed, and the owner writes over it`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let stage = try await RedisEnvironmentStage(on: loop, server)
            let document = EnvironmentDocument("key")
            let key = stage.names.document(of: document.id)
            _ = try await stage.link.call(RedisCommand("RPUSH", [key, [0x20]]))
            #expect(try await stage.store.read(document.id).flaw?.reason == .wrongType)
            #expect(try await stage.store.publish(document).didWrite)
            #expect(try await stage.record(document.id).primary == "key")
        }
    }

    @Test
    func `the channel is the one that the scripts publish on, and an expiry of the index does not outlive a write`()
        async throws
    {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let stage = try await RedisEnvironmentStage(on: loop, server)
            _ = try await stage.store.publish(EnvironmentDocument("key"))
            try await stage.ask("EXPIRE", stage.names.index, "1000")
            _ = try await stage.store.publish(EnvironmentDocument("key-2"))
            #expect(try await stage.ask("TTL", stage.names.index) == .integer(-1))
            #expect(try await stage.messages().count == 2)
        }
    }
}

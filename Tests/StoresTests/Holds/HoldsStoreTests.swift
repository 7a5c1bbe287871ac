import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import Stores

/// specs/versions.md section 7, over both stores.
@Suite struct HoldsStoreTests {
    private static func name(_ text: String = "replica-1") throws -> ReplicaName { try #require(ReplicaName(text)) }

    private static func entries(_ stage: any HoldsStage) async throws -> [String: HoldsEntry] {
        let rows = try await stage.store.read().rows
        return Dictionary(
            uniqueKeysWithValues: rows.compactMap { row in row.entry.map { (row.shownName, $0) } })
    }

    @Test(arguments: Backing.allCases)
    func `nobody has an entry at first`(_ backing: Backing) async throws {
        try await backing.withHolds { (stage: any HoldsStage) async throws in
            #expect(try await stage.store.read().rows.isEmpty)
            #expect(try await stage.store.prune() == 0)
            #expect(try await !stage.store.forget("replica-1"))
            #expect(try await !stage.store.remove(Self.name(), incarnation: 1))
        }
    }

    @Test(arguments: Backing.allCases)
    func `an entry is what was claimed, with the server's time`(_ backing: Backing) async throws {
        try await backing.withHolds { (stage: any HoldsStage) async throws in
            let version = Version(epoch: try #require(Epoch(1_700_000_000_000)), nonce: Nonce(bits: 3))
            let claim = HoldsClaim(
                incarnation: 4, holding: Holding(admin: .fenced(version), hasReadAdmin: true, keys: nil),
                refuseAfterMilliseconds: 1500)
            let before = try await stage.now()
            #expect(try await stage.store.write(claim, of: Self.name()) == .wrote)
            let reading = try await stage.store.read()
            let entry = try #require(reading.rows.first?.entry)
            #expect(reading.rows.count == 1 && entry.claim == claim)
            #expect(entry.time >= before && entry.time <= reading.now)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a later entry takes the place of the one before, of the same life or an earlier one`(
        _ backing: Backing
    ) async throws {
        try await backing.withHolds { (stage: any HoldsStage) async throws in
            for claim in [
                HoldsClaim.of(1, revision: 9), .of(1, revision: 5), .of(2, revision: 1), .of(10, revision: 2),
            ] {
                #expect(try await stage.store.write(claim, of: Self.name()) == .wrote)
                #expect(try await Self.entries(stage)["replica-1"]?.claim == claim)
            }
        }
    }

    /// What a killed process had sent may come after what its successor says.
    @Test(arguments: Backing.allCases)
    func `an earlier life neither overwrites nor removes what a later one wrote`(_ backing: Backing) async throws {
        try await backing.withHolds { (stage: any HoldsStage) async throws in
            let last = HoldsClaim.of(.max)
            _ = try await stage.store.write(last, of: Self.name())
            #expect(try await stage.store.write(.of(9), of: Self.name()) == .superseded(by: .max))
            #expect(try await !stage.store.remove(Self.name(), incarnation: 9))
            #expect(try await Self.entries(stage)["replica-1"]?.claim == last)
            #expect(try await stage.store.remove(Self.name(), incarnation: .max))
            #expect(try await stage.store.read().rows.isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a replica's damaged entry is written over, and told meanwhile`(_ backing: Backing) async throws {
        try await backing.withHolds { (stage: any HoldsStage) async throws in
            for text in [
                "", "v=1 incarnation=99 rubbish", "v=2 incarnation=9", "v=1 incarnation=99999999999 admin=none",
            ] {
                try await stage.plant(Array(text.utf8), in: Array("replica-1".utf8))
                #expect(try await stage.store.read().rows.first?.entry == nil)
                #expect(try await stage.store.write(.of(1), of: Self.name()) == .wrote)
                #expect(try await Self.entries(stage)["replica-1"]?.claim == .of(1))
            }
        }
    }

    @Test(arguments: Backing.allCases)
    func `every row is read, whatever is in it, in the order of the names`(_ backing: Backing) async throws {
        try await backing.withHolds { (stage: any HoldsStage) async throws in
            _ = try await stage.store.write(.of(), of: Self.name("b"))
            try await stage.plant([0xFF, 0], in: Array("a".utf8))
            try await stage.plant(Array("v=1".utf8), in: [0xC0, 0x20])
            let rows = try await stage.store.read().rows
            #expect(rows.map(\.shownName) == ["a", "b", "\\xc0\\x20"])
            #expect(rows.map { $0.entry != nil } == [false, true, false])
        }
    }

    @Test(arguments: Backing.allCases)
    func `one entry is forgotten, and no other`(_ backing: Backing) async throws {
        try await backing.withHolds { (stage: any HoldsStage) async throws in
            for text in ["one", "two"] { _ = try await stage.store.write(.of(), of: Self.name(text)) }
            try await stage.plant([1], in: Array("odd name".utf8))
            #expect(try await stage.store.forget("one"))
            #expect(try await !stage.store.forget("one"))
            #expect(try await !stage.store.forget("on"))
            #expect(try await stage.store.forget("odd name"))
            #expect(try await Array(Self.entries(stage).keys) == ["two"])
        }
    }

    @Test(arguments: Backing.allCases)
    func `what is older than 24 h is pruned, what is damaged is not`(_ backing: Backing) async throws {
        try await backing.withHolds { (stage: any HoldsStage) async throws in
            let now = try await stage.now().milliseconds
            for (name, age) in [("old", 86_400_001 + 60_000), ("young", 86_400_000 - 60_000), ("future", -9_000_000)] {
                let entry = HoldsEntry(claim: .of(), time: WallTime(milliseconds: now - Int64(age)))
                try await stage.plant(entry.text, in: Array(name.utf8))
            }
            try await stage.plant(Array("v=1 rubbish time=5".utf8), in: Array("damaged".utf8))
            #expect(try await stage.store.prune() == 1)
            #expect(try await stage.store.read().rows.map(\.shownName) == ["damaged", "future", "young"])
        }
    }

    @Test(arguments: Backing.allCases)
    func `a name of another type is an error, and stays as it is`(_ backing: Backing) async throws {
        try await backing.withHolds { (stage: any HoldsStage) async throws in
            try await stage.spoil()
            let expected = HoldsStoreError(.failed, .wrongType)
            let name = try Self.name()
            await #expect(throws: expected) { try await stage.store.write(.of(), of: name) }
            await #expect(throws: expected) { try await stage.store.remove(name, incarnation: 1) }
            await #expect(throws: expected) { try await stage.store.read() }
            await #expect(throws: expected) { try await stage.store.forget("x") }
            await #expect(throws: expected) { try await stage.store.prune() }
        }
    }

    @Test(arguments: Backing.allCases)
    func `a write whose answer is lost has an unknown outcome, and may be made again`(_ backing: Backing) async throws {
        try await backing.withHolds { (stage: any HoldsStage) async throws in
            stage.loseAnswers(true)
            let name = try Self.name()
            let error = await #expect(throws: HoldsStoreError.self) { try await stage.store.write(.of(), of: name) }
            #expect(error?.outcome == .unknown)
            let reading = await #expect(throws: HoldsStoreError.self) { try await stage.store.read() }
            #expect(reading?.outcome == .failed)
            stage.loseAnswers(false)
            #expect(try await stage.store.write(.of(), of: name) == .wrote)
            #expect(try await Self.entries(stage).count == 1)
        }
    }
}

/// What only a real Redis can show.
@Suite struct RedisHoldsTests {
    /// Else a replica that reads and cannot say so would look dead, and count as one that refuses.
    @Test func `an entry is written though the server's memory is full`() async throws {
        let server = try RedisServer.start()
        let replica = try #require(ReplicaName("replica-1"))
        try await withLoop { loop in
            let stage = try await RedisHoldsStage(on: loop, server)
            _ = try await stage.store.write(.of(1), of: replica)
            try server.ask("CONFIG", "SET", "maxmemory", "1")
            let refusal = await stage.link.refusal(RedisCommand("HSET", "kq:other", "a", "b"))
            #expect(refusal == .outOfMemory)
            #expect(try await stage.store.write(.of(2), of: replica) == .wrote)
            #expect(try await stage.store.read().rows.first?.entry?.claim.incarnation == 2)
        }
    }

    /// Else somebody's expiry would take away the entries of those who are cut off.
    @Test func `an expiry that somebody set does not outlive the next entry`() async throws {
        let server = try RedisServer.shared
        let replica = try #require(ReplicaName("replica-1"))
        try await withLoop { loop in
            let stage = try await RedisHoldsStage(on: loop, server)
            _ = try await stage.store.write(.of(1), of: replica)
            _ = try await stage.link.call(RedisCommand("EXPIRE", stage.name.text, "100"))
            _ = try await stage.store.write(.of(1), of: replica)
            #expect(try await stage.link.call(RedisCommand("TTL", stage.name.text)) == .integer(-1))
        }
    }
}

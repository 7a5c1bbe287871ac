import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import Stores

@Suite struct SlotLogTests {
    @Test(arguments: Backing.allCases, [SlotFormat.fenced, .plain])
    func `is read on from where the last page ended`(_ backing: Backing, format: SlotFormat) async throws {
        try await backing.withSlot(format) { stage in
            _ = try await stage.store.bootstrap(SlotBootstrap("first"))
            _ = try await stage.store.rotate(SlotRotation("second"))
            let page = try await stage.store.readLog()
            #expect(page.entries.map(\.author) == [.bootstrap, .rotate] && page.unreadable == 0)
            #expect(page.last == page.entries.last?.id)
            let end = try await stage.store.readLog(after: page.last)
            #expect(end.entries.isEmpty && end.last == nil)
            _ = try await stage.store.rotate(SlotRotation("third"))
            let next = try await stage.store.readLog(after: page.last)
            #expect(next.entries.map(\.fingerprintBits) == [Draw.fingerprint("third").bits])
        }
    }

    @Test(arguments: Backing.allCases)
    func `comes in pages of a thousand`(_ backing: Backing) async throws {
        try await backing.withSlot(.plain) { stage in
            for number in 1...SlotLogPage.limit + 1 {
                _ = try await stage.store.rotate(SlotRotation("key\(number)", isFirstAttempt: true))
            }
            let page = try await stage.store.readLog()
            #expect(page.entries.count == SlotLogPage.limit)
            #expect(try await stage.store.readLog(after: page.last).entries.count == 1)
        }
    }

    @Test func `a foreign entry is counted and skipped`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let stage = try await RedisStage(on: loop, server, format: .fenced)
            _ = try await stage.link.call(RedisCommand("XADD", stage.name.log, "*", "hello", "world"))
            _ = try await stage.store.rotate(SlotRotation("key"))
            let page = try await stage.store.readLog()
            #expect(page.entries.count == 1 && page.unreadable == 1)
        }
    }

    @Test(arguments: [SlotFormat.fenced, .plain])
    func `without a log nothing is written, and the error says why`(_ format: SlotFormat) async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let stage = try await RedisStage(on: loop, server, format: format)
            _ = try await stage.link.call(RedisCommand("SET", stage.name.log, "no stream"))
            let store = stage.store
            let damaged = SlotStoreError(.failed, .logDamaged)
            await #expect(throws: damaged) { try await store.bootstrap(SlotBootstrap("key")) }
            await #expect(throws: damaged) { try await store.rotate(SlotRotation("key")) }
            await #expect(throws: damaged) { try await store.readLog() }
            let reading = try await store.read()
            #expect(reading == .absent)
        }
    }
}

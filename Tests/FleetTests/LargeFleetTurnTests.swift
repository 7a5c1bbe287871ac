import RedisFixture
import Synchronization
import Testing

@testable import Fleet

@Suite struct LargeFleetTurnTests {
    private static let many = 1_000_000

    @Test func `a small fleet takes no turn`() throws {
        let folder = try TemporaryFolder()
        #expect(LargeFleetTurn.take(replicas: 10, directory: folder.path) { _ in } == nil)
    }

    @Test func `a large fleet goes at once when no other runs, and where no turn is to be had`() throws {
        let folder = try TemporaryFolder()
        let turn = LargeFleetTurn.take(replicas: Self.many, directory: folder.path) { Issue.record("waits: \($0)") }
        #expect(turn != nil)
        turn?.end()
        #expect(LargeFleetTurn.take(replicas: Self.many, directory: "/nowhere") { _ in } == nil)
    }

    @Test func `a second large fleet says that it waits, and goes when the first has ended`() async throws {
        let folder = try TemporaryFolder()
        let first = Mutex(LargeFleetTurn.take(replicas: Self.many, directory: folder.path) { _ in })
        let words = Mutex<[String]>([])
        let second = LargeFleetTurn.take(replicas: Self.many, directory: folder.path) { text in
            words.withLock { $0.append(text) }
            first.withLock { $0?.end() }
        }
        #expect(second != nil)
        second?.end()
        #expect(words.withLock { $0 }.count == 1)
    }
}

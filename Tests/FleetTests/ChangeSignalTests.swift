import RedisFixture
import RedisLink
import Testing

@testable import Fleet

@Suite struct ChangeSignalTests {
    @Test func `who waits is woken when the condition holds, and not before`() async throws {
        let seen = try await withLoop { loop in
            let changes = ChangeSignal(loop: loop)
            var value = 0
            loop.spawn {
                for _ in 0..<3 {
                    await loop.sleep(nanoseconds: 1_000_000)
                    value += 1
                    changes.fire()
                }
            }
            let isMet = await changes.wait(atMost: 5_000_000_000) { value == 3 }
            return isMet ? value : -1
        }
        #expect(seen == 3)
    }

    @Test func `a deadline that comes first is told`() async throws {
        let isMet = try await withLoop { loop in
            await ChangeSignal(loop: loop).wait(atMost: 2_000_000) { false }
        }
        #expect(!isMet)
    }
}

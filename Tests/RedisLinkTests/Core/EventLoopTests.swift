import RedisFixture
import Testing

@testable import RedisLink

@Suite struct EventLoopTests {
    @Test func `async code runs on the loop's thread and sleeps no shorter than asked`() {
        let loop = EventLoop()
        var slept: UInt64 = 0
        loop.spawn {
            let start = loop.now
            await loop.sleep(nanoseconds: 20_000_000)
            slept = loop.now - start
            loop.stop()
        }
        loop.run()
        #expect(slept >= 20_000_000)
    }

    @Test func `what is queued runs once, after the jobs that are ready, in its order`() {
        let loop = EventLoop()
        var order: [String] = []
        loop.beforeWaiting { order.append("first") }
        loop.beforeWaiting {
            order.append("second")
            loop.spawn {
                order.append("job of second")
                loop.stop()
            }
            loop.beforeWaiting { order.append("queued by second") }
        }
        loop.spawn { order.append("job") }
        loop.run()
        #expect(order == ["job", "first", "second", "job of second", "queued by second"])
    }

    @Test func `a job from another thread ends the wait`() async throws {
        let answer = try await withLoop { loop in
            await withCheckedContinuation { continuation in
                Task.detached { continuation.resume(returning: 42) }
            }
        }
        #expect(answer == 42)
    }

    @Test func `work that never ends does not keep the loop from its timers`() {
        let loop = EventLoop()
        var rounds = 0
        func again() {
            rounds += 1
            loop.beforeWaiting(again)
        }
        again()
        let timer = LoopTimer(on: loop) { loop.stop() }
        timer.set(after: 5_000_000)
        withExtendedLifetime(timer) { loop.run() }
        #expect(rounds > 64)
    }

    @Test func `a timer that is set again fires once, at the later time`() {
        let loop = EventLoop()
        var fired: [UInt64] = []
        let timer = LoopTimer(on: loop) { fired.append(loop.now) }
        let last = LoopTimer(on: loop) { loop.stop() }
        let start = loop.now
        timer.set(after: 1_000_000)
        timer.set(after: 20_000_000)
        last.set(after: 40_000_000)
        withExtendedLifetime((timer, last)) { loop.run() }
        #expect(fired.count == 1)
        #expect(fired.allSatisfy { $0 - start >= 20_000_000 })
    }
}

import Glibc
import RedisFixture
import Synchronization
import Testing

@testable import RedisLink

/// Messages of other threads reach the loop's thread, in order, and wake it.
@Suite struct LoopMailboxTests {
    @Test func `messages of other threads are taken on the loop's thread, in their order`() throws {
        let loop = EventLoop()
        let own = pthread_self()
        var taken: [Int] = []
        let mailbox = LoopMailbox<Int>(on: loop) { number in
            #expect(pthread_equal(pthread_self(), own) != 0)
            taken.append(number)
            if number == 1_000 { loop.stop() }
        }
        startThread { for number in 1...1_000 { while !mailbox.post(number) { sched_yield() } } }
        loop.run()
        #expect(taken == Array(1...1_000))
        mailbox.close()
    }

    @Test func `what waits is taken at the end, and nothing after it`() {
        let loop = EventLoop()
        var taken: [Int] = []
        let mailbox = LoopMailbox<Int>(on: loop) { taken.append($0) }
        #expect(mailbox.post(1))
        mailbox.close()
        #expect(taken == [1])
        #expect(!mailbox.post(2))
        mailbox.close()
        #expect(taken == [1])
    }

    @Test func `a loop that does not run takes no more than fits`() {
        let loop = EventLoop()
        let mailbox = LoopMailbox<Int>(on: loop) { _ in }
        for number in 0..<LoopMailbox<Int>.capacity { #expect(mailbox.post(number)) }
        #expect(!mailbox.post(0))
        mailbox.close()
    }

    private func startThread(_ body: @escaping @Sendable () -> Void) {
        final class Body: Sendable {
            let run: @Sendable () -> Void
            init(_ run: @escaping @Sendable () -> Void) { self.run = run }
        }
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Body(body)).toOpaque()
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument)
        pthread_detach(thread)
    }
}

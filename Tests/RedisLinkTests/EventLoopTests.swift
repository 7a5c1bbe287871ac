import RedisLink
import Testing

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
}

import Testing

@testable import Doubles

@Suite struct LinkPipeTests {
    private func pipe(_ change: (inout WayEffect) -> Void = { _ in }, at now: UInt64 = 0) -> LinkPipe {
        var effect = WayEffect()
        change(&effect)
        var pipe = LinkPipe(salt: 1)
        pipe.set(effect, at: now)
        return pipe
    }

    private static func delay(_ by: UInt64, jitter: UInt64 = 0) -> LinkDelay {
        LinkDelay(rule: .init(1), by: by, jitter: jitter, seed: 9)
    }

    /// Plays the shell: writes what may be written, lets time pass as the pipe says.
    private func drain(_ pipe: inout LinkPipe, now: inout UInt64, atMost turns: Int = 100_000) -> [UInt8] {
        var out: [UInt8] = []
        for _ in 0..<turns {
            switch pipe.next(at: now) {
            case .write(let most):
                let taken = min(most, 1 + out.count % 7)  // a socket takes what it likes
                out += pipe.first.prefix(taken)
                pipe.wrote(taken, at: now)
            case .wait(let time):
                #expect(time > now)
                now = time
            case .end, .nothing: return out
            }
        }
        Issue.record("the pipe does not come to an end")
        return out
    }

    @Test func `bytes come out as they went in, and the end comes after them`() {
        var pipe = pipe { $0.delays = [Self.delay(100, jitter: 5_000)] }
        var now: UInt64 = 10
        let bytes = (0..<3_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for start in stride(from: 0, to: bytes.count, by: 30) {
            pipe.append(bytes[start..<start + 30], at: now)
            now += 3
        }
        pipe.end(.finish, at: now)
        let out = drain(&pipe, now: &now)
        #expect(out == bytes)
        #expect(pipe.next(at: now) == .end(.finish))
        #expect(pipe.waitingBytes == 0)
    }

    @Test func `an end waits as long as bytes do`() {
        var pipe = pipe { $0.delays = [Self.delay(100)] }
        pipe.end(.reset, at: 50)
        #expect(pipe.next(at: 149) == .wait(until: 150))
        #expect(pipe.next(at: 150) == .end(.reset))
    }

    @Test func `a reset counts after a finish, a finish does not after a reset`() {
        var pipe = pipe()
        pipe.end(.finish, at: 0)
        pipe.endedSink()
        #expect(pipe.next(at: 0) == .nothing)
        pipe.end(.reset, at: 0)
        #expect(pipe.next(at: 0) == .end(.reset))
        pipe.end(.finish, at: 0)
        #expect(pipe.next(at: 0) == .end(.reset))
    }

    @Test func `what is held neither goes in nor out, nor does its end, for good`() {
        var pipe = pipe()
        pipe.append([1, 2, 3], at: 0)
        pipe.end(.finish, at: 0)
        pipe.set(WayEffect(isHeld: true), at: 0)
        #expect(pipe.next(at: .max) == .nothing)
        #expect(!pipe.wantsToRead)
        pipe.set(WayEffect(), at: 0)
        #expect(pipe.isHeld)
        #expect(pipe.next(at: .max) == .nothing)
        #expect(pipe.waitingBytes == 3)
    }

    @Test(arguments: [1, 100, 16_384]) func `it stops reading at a bound that small chunks do not escape`(size: Int) {
        var (plain, delayed) = (pipe(), pipe { $0.delays = [Self.delay(1)] })
        func fill(_ pipe: inout LinkPipe) -> Int {
            var chunks = 0
            while pipe.wantsToRead, chunks < 1_000_000 {
                pipe.append(repeatElement(UInt8(0), count: size), at: 0)
                chunks += 1
            }
            return chunks * (size + 64)
        }
        let (inPlain, inDelayed) = (fill(&plain), fill(&delayed))
        #expect((64 * 1024...64 * 1024 + 16_448).contains(inPlain))
        #expect((1024 * 1024...1024 * 1024 + 16_448).contains(inDelayed))
        #expect(plain.next(at: 0) == .write(atMost: size))
        plain.wrote(size, at: 0)
        #expect(plain.wantsToRead)
    }

    @Test(arguments: [1_000, 50_000, 3_000_000] as [UInt64])
    func `a throttle passes its rate, counted in bytes and time`(rate: UInt64) {
        var now: UInt64 = 1_000_000
        let begin = now
        var pipe = pipe({ $0.throttle = rate }, at: now)
        let bytes = [UInt8](repeating: 7, count: 20_000)
        pipe.append(bytes, at: now)
        let out = drain(&pipe, now: &now)
        #expect(out == bytes)
        let exact = 20_000 * 1_000_000_000 / rate
        #expect(now - begin >= exact)
        // The bucket's time is rounded up with each write; a write is at least one byte.
        #expect(now - begin <= exact + 20_000)
    }

    @Test func `a throttle that stays keeps its account, another begins anew`() {
        var pipe = pipe({ $0.throttle = 1_000_000 }, at: 0)
        pipe.append([UInt8](repeating: 0, count: 10), at: 0)
        #expect(pipe.next(at: 0) == .wait(until: 10_000))
        pipe.set(WayEffect(throttle: 1_000_000), at: 9_999)
        #expect(pipe.next(at: 10_000) == .write(atMost: 10))
        pipe.set(WayEffect(throttle: 2_000_000), at: 10_000)
        #expect(pipe.next(at: 10_000) == .wait(until: 15_000))
        pipe.set(WayEffect(), at: 10_000)
        #expect(pipe.next(at: 10_000) == .write(atMost: 10))
    }

    @Test func `nothing goes round what waits`() {
        var pipe = pipe()
        #expect(pipe.isClear)
        pipe.append([1], at: 0)
        #expect(!pipe.isClear)
        pipe.wrote(1, at: 0)
        #expect(pipe.isClear)
        pipe.set(WayEffect(delays: [Self.delay(1)]), at: 0)
        #expect(!pipe.isClear)
        pipe.set(WayEffect(throttle: 1), at: 0)
        #expect(!pipe.isClear)
    }

    @Test func `without a sink nothing is kept, and the source is not read`() {
        var pipe = pipe()
        pipe.append([1, 2], at: 0)
        pipe.drop()
        #expect(pipe.waitingBytes == 0)
        #expect(pipe.hasEnded)
        #expect(!pipe.wantsToRead)
    }
}

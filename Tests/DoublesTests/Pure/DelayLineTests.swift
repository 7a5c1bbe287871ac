import Testing

@testable import Doubles

@Suite struct DelayLineTests {
    private func line(_ delays: [LinkDelay], salt: UInt64 = 1) -> DelayLine {
        var line = DelayLine(salt: salt)
        line.set(delays)
        return line
    }

    private func delay(_ by: UInt64, jitter: UInt64 = 0, seed: UInt64 = 1, rule: UInt32 = 1) -> LinkDelay {
        LinkDelay(rule: .init(rule), by: by, jitter: jitter, seed: seed)
    }

    /// Chunks that come in 3 ns apart.
    private func releases(_ line: DelayLine, _ count: Int = 2_000) -> [(in: UInt64, out: UInt64)] {
        var line = line
        return (0..<count).map { step in
            let now = 1_000 + 3 * UInt64(step)
            return (now, line.release(at: now))
        }
    }

    @Test func `without a delay what comes in leaves at once`() {
        #expect(releases(line([])).allSatisfy { $0.in == $0.out })
    }

    @Test func `a chunk leaves no earlier than was asked, and no later than its jitter or its predecessor's`() {
        let times = releases(line([delay(500, jitter: 200)]))
        #expect(times.allSatisfy { $0.out >= $0.in + 500 && $0.out <= $0.in + 700 })
        #expect(Set(times.map { $0.out - $0.in }).count > 20)
    }

    @Test func `jitter never lets a chunk overtake another`() {
        let times = releases(line([delay(100, jitter: 10_000)])).map(\.out)
        #expect(times == times.sorted())
    }

    @Test func `several delays add up`() {
        #expect(releases(line([delay(5), delay(7, rule: 2)])).allSatisfy { $0.out == $0.in + 12 })
    }

    @Test func `the same seeds give the same times, others give others`() {
        func times(_ seed: UInt64, _ salt: UInt64) -> [UInt64] {
            releases(line([delay(10, jitter: 1_000_000, seed: seed)], salt: salt)).map(\.out)
        }
        #expect(times(1, 2) == times(1, 2))
        #expect(times(1, 2) != times(2, 2))
        #expect(times(1, 2) != times(1, 3))
    }

    @Test func `a delay that stays goes on with its jitter when another comes or goes`() {
        let jittery = delay(0, jitter: 1 << 40)
        var alone = line([jittery])
        var changed = line([jittery])
        _ = (alone.release(at: 1), changed.release(at: 1))
        changed.set([jittery, delay(0, rule: 2)])
        let (expected, found) = (alone.release(at: 1 << 50), changed.release(at: 1 << 50))
        #expect(found == expected)
    }

    @Test func `what comes after the delay was lifted stays behind what was delayed`() {
        var line = line([delay(1_000)])
        let delayed = line.release(at: 10)
        line.set([])
        let after = [line.release(at: 20), line.release(at: 5_000)]
        #expect(after == [delayed, 5_000])
    }

    @Test func `a delay beyond all time stops the link and breaks nothing`() {
        var line = line([delay(.max, jitter: .max)])
        let release = line.release(at: 1)
        #expect(release == .max)
    }
}

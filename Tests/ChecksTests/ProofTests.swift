@testable import Checks
import History
import Testing

/// What a probe run proves, against the probes that it was made of.
struct ProbeRunProofTests {
    @Test(arguments: 0..<400)
    func `what a run proves about a stretch is so`(_ seed: UInt64) throws {
        var random = Seeded(seed)
        var probes: [(call: Time, end: Time)] = []
        var at = Time.random(in: 0..<50, using: &random)
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let end = at + Time.random(in: 0...8, using: &random)
            probes.append((at, end))
            at = end + Time.random(in: 1...30, using: &random)
        }
        let run = run(of: probes)
        for _ in 0..<50 {
            let from = Time.random(in: -10..<200, using: &random)
            let span = Span(from: from, to: from + Time.random(in: 1..<150, using: &random))
            let inside = probes.filter { span.from <= $0.call && $0.end < span.to }
            guard let known = run.known(in: span) else { continue }
            #expect(inside.count >= known.count)
            #expect(inside.contains { $0.call <= max(known.first, inside[0].call) })
            #expect(try #require(inside.last).call >= known.last - Time(run.longestGap))
        }
    }

    @Test func `a run proves its ends and what lies two gaps wide between them`() {
        let run = run(of: [(100, 101), (110, 111), (120, 121), (130, 131)])
        #expect(run.known(in: Span(from: 100, to: 102))?.count == 1)
        #expect(run.known(in: Span(from: 101, to: 130)) != nil)
        #expect(run.known(in: Span(from: 105, to: 125)) == nil)
        #expect(run.known(in: Span(from: 90, to: 101)) == nil)
        #expect(run.known(in: Span(from: 90, to: 200))?.count == 4)
    }

    private func run(of probes: [(call: Time, end: Time)]) -> ProbeRun {
        let gaps = zip(probes, probes.dropFirst()).map { $1.call - $0.call }
        return ProbeRun(
            credential: CredentialID(0), verdict: .accepted, firstCall: UInt64(probes[0].call),
            firstReturn: UInt64(probes[0].end), lastCall: UInt64(probes[probes.count - 1].call),
            lastReturn: UInt64(probes[probes.count - 1].end), count: UInt32(probes.count),
            longestGap: UInt64(gaps.max() ?? 0))
    }
}

/// The sweep against the definition: some order of all operations that respects real time, found by trying them all.
struct SweepTests {
    @Test(arguments: 0..<300)
    func `the sweep finds a wrong operation exactly where no order exists`(_ seed: UInt64) {
        var random = Seeded(seed)
        var versions = Array(1...UInt64(3)).shuffled(using: &random)
        let operations = (0..<5).map { index -> SlotOperation in
            let called = Time.random(in: 0..<40, using: &random)
            let returned = called + Time.random(in: 1..<20, using: &random)
            let isWrite = index < 3
            let version = isWrite ? versions.removeLast() : UInt64.random(in: 1...3, using: &random)
            return SlotOperation(
                called: called, returned: returned, version: VersionStamp(epoch: version, nonce: 0), isWrite: isWrite)
        }
        let isLinearizable = hasOrder(operations, holding: nil)
        #expect(LinearizabilitySweep(operations).wrong().isEmpty == isLinearizable, "seed \(seed): \(operations)")
    }

    private func hasOrder(_ rest: [SlotOperation], holding: VersionStamp?) -> Bool {
        if rest.isEmpty { return true }
        let firstReturn = rest.map(\.returned).min() ?? 0
        return rest.indices.contains { index in
            let next = rest[index]
            guard next.called <= firstReturn else { return false }
            guard next.isWrite ? next.version > holding ?? .zero : next.version == holding else { return false }
            var others = rest
            others.remove(at: index)
            return hasOrder(others, holding: next.version)
        }
    }

    @Test func `operations that touch are concurrent`() {
        let write = SlotOperation(called: 0, returned: 10, version: VersionStamp(epoch: 1, nonce: 0), isWrite: true)
        let next = SlotOperation(called: 10, returned: 20, version: VersionStamp(epoch: 2, nonce: 0), isWrite: true)
        var read = SlotOperation(called: 20, returned: 30, version: write.version, isWrite: false)
        #expect(LinearizabilitySweep([write, next, read]).wrong() == [])
        read.called = 21
        #expect(LinearizabilitySweep([write, next, read]).wrong() == [2])
    }
}

struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

import CPosix
import History
import RedisLink

/// One replica's part in one race: each of its tokens at that token's moment, which is the same for all who try it.
final class TokenRaceRun {
    struct Tally {
        var attempts: UInt32 = 0
        var refused: UInt32 = 0
        var failed: UInt32 = 0
    }

    private let race: TokenRace
    private let calls: TokenCalls
    private let loop: EventLoop
    private var running = 0
    private var tally = Tally()
    private var waiting: CheckedContinuation<Void, Never>?

    /// As many are under way at a time: who is slower than the race's pace goes on at its own.
    private static let window = 32

    init(_ race: TokenRace, _ calls: TokenCalls, on loop: EventLoop) {
        self.race = race
        self.calls = calls
        self.loop = loop
    }

    func run(from start: UInt64) async -> Tally {
        for index in 0..<race.count where race.isTried(index) {
            let due = start + race.moment(of: index)
            let now = kq_now()
            if due > now { await loop.sleep(nanoseconds: due - now) }
            begin(race.first + index)
            while running >= Self.window { await oneMoreIsDone() }
        }
        while running > 0 { await oneMoreIsDone() }
        return tally
    }

    private func begin(_ family: UInt32) {
        running += 1
        tally.attempts += 1
        loop.spawn { [self] in
            count(await attempt(family))
            running -= 1
            let waiter = waiting
            waiting = nil
            waiter?.resume()
        }
    }

    private func oneMoreIsDone() async { await withCheckedContinuation { waiting = $0 } }

    private func attempt(_ family: UInt32) async -> TokenOutcome {
        switch race.kind {
        case .redeem: await calls.redeem(family, isRecorded: Self.isTelling)
        case .rotate: await calls.rotate(family, 0, isRecorded: Self.isTelling)
        }
    }

    /// Refusals are counted only: of fifty racers forty-nine are refused.
    private static func isTelling(_ outcome: TokenOutcome) -> Bool {
        switch outcome {
        case .missing, .used, .revoked, .failed: false
        case .done, .unconfirmed, .reused, .malformed, .unknown: true
        }
    }

    private func count(_ outcome: TokenOutcome) {
        switch outcome {
        case .missing, .used, .revoked: tally.refused += 1
        case .failed: tally.failed += 1
        default: break
        }
    }
}

import CPosix
import History
import RedisLink

/// Races: everybody tries the same tokens in the same order from the same moment on.
extension TokenWorker {
    func run(_ number: UInt32, at time: UInt64, _ order: UInt32) {
        guard let race = races.removeValue(forKey: number) else {
            return answer(TokenWorkReport(number: order, outcome: .failed))
        }
        begun { [self] in
            let now = kq_now()
            if time > now { await loop.sleep(nanoseconds: time - now) }
            let tally = await TokenRaceRun(race, calls).run(on: loop)
            record(
                .raced(
                    race: race.number, attempts: race.count, refused: tally.refused, failed: tally.failed))
            await readOwnShare(of: race)
            answer(TokenWorkReport(number: order, outcome: .done))
        }
    }

    /// What was exchanged twice must be refused to everybody: each looks at some, so that all are looked at.
    private func readOwnShare(of race: TokenRace) async {
        guard race.kind == .rotate, race.racers > 1 else { return }
        for family in stride(from: race.first + race.rank, to: race.first + race.count, by: Int(race.racers)) {
            await calls.readRefresh(family, 0)
            await calls.readAccess(family, 1)
            await calls.readRefresh(family, 1)
        }
    }
}

/// One replica's part in one race.
private final class TokenRaceRun {
    struct Tally {
        var refused: UInt32 = 0
        var failed: UInt32 = 0
    }

    private let race: TokenRace
    private let calls: TokenCalls
    private var next: UInt32
    private var running = 0
    private var tally = Tally()

    /// As many are under way at a time, so that the racers meet.
    private static let window = 32

    init(_ race: TokenRace, _ calls: TokenCalls) {
        self.race = race
        self.calls = calls
        next = race.first
    }

    func run(on loop: EventLoop) async -> Tally {
        await withCheckedContinuation { continuation in
            running = Self.window
            for _ in 0..<Self.window {
                loop.spawn { [self] in
                    while let family = takeNext() { count(await attempt(family)) }
                    running -= 1
                    if running == 0 { continuation.resume() }
                }
            }
        }
        return tally
    }

    private func takeNext() -> UInt32? {
        guard next < race.first + race.count else { return nil }
        defer { next += 1 }
        return next
    }

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

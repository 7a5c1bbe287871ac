import History
import RedisLink

/// Races: who takes part tries the same tokens at the same moments.
extension TokenWorker {
    func run(_ number: UInt32, at time: UInt64, _ order: UInt32) {
        guard let race = races.removeValue(forKey: number) else {
            return answer(TokenWorkReport(number: order, outcome: .failed))
        }
        begun { [self] in
            let tally = await TokenRaceRun(race, calls, on: loop).run(from: time)
            record(
                .raced(
                    race: race.number, attempts: tally.attempts, refused: tally.refused, failed: tally.failed))
            await readOwnShare(of: race)
            answer(TokenWorkReport(number: order, outcome: .done))
        }
    }

    /// What was exchanged twice must be refused to everybody: each replica looks at some, so that all look at some.
    private func readOwnShare(of race: TokenRace) async {
        guard race.kind == .rotate, race.each > 1 else { return }
        let own = stride(from: race.first + race.rank, to: race.first + race.count, by: Int(race.racers))
        for family in own.prefix(Self.mostRead) {
            await calls.readRefresh(family, 0)
            await calls.readAccess(family, 1)
            await calls.readRefresh(family, 1)
            await loop.sleep(nanoseconds: Self.readPause)
        }
    }

    private static var mostRead: Int { 100 }
    private static var readPause: UInt64 { 20_000_000 }
}

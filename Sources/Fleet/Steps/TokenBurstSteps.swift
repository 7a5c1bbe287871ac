import CPosix
import History
import ReplicaProcess
import Scenario

/// Several replicas try the same codes, or the same refresh tokens, at the same moments.
struct TokenBurstStep: PerformableStep {
    let burst: TokenBurst
    let kind: TokenRaceKind

    private static let readyLimit: UInt64 = 3_000_000_000
    private static let raceLimit: UInt64 = 300_000_000_000
    /// Until the last replica has heard of it.
    private static let lead: UInt64 = 100_000_000

    /// Makes what the race is about, and tells those who take part.
    func prepare(in run: Run) async -> Prepared {
        guard let desk = run.tokenDesk else { return .nothing }
        let members = run.takeMembers(burst.racers)
        guard !members.isEmpty else { return .nothing }
        let race = desk.newRace(kind, burst, racers: members.count)
        guard await desk.make(race) else { return Self.giveBack(members) }
        let ranks = Dictionary(uniqueKeysWithValues: zip(members.map(\.id), UInt32(0)...))
        var ready = 0
        await run.atOnce(members) { member in
            var own = race
            own.rank = ranks[member.id] ?? 0
            let answer = await run.fleet.order(member, atMost: Self.readyLimit) {
                .prepareRace(number: $0, own)
            }
            if answer == .done { ready += 1 }
        }
        return ready == members.count ? .race(race, members) : Self.giveBack(members)
    }

    private static func giveBack(_ members: [Member]) -> Prepared {
        for member in members { member.isDrawn = false }
        return .nothing
    }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard case .race(let race, let members) = prepared else { return .failed }
        run.recorder.record(
            .token(
                .raceBegan(
                    race: race.number, race.kind, first: race.first, count: race.count, racers: race.racers)))
        let start = kq_now() + Self.lead
        var ended = 0
        await run.atOnce(members) { member in
            let answer = await run.fleet.order(member, atMost: Self.raceLimit) {
                .runRace(number: $0, race: race.number, at: start)
            }
            if answer == .done { ended += 1 }
            member.isDrawn = false
        }
        return ended == members.count ? .ok : .unknown
    }
}

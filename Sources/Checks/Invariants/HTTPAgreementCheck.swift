import History
import HistoryLog

/// Two ways to ask give one answer: a probe over HTTP does not say the opposite of what the replica said to itself, at the
/// same time, before and after it.
///
/// A run of probes with one verdict says what the replica answered from the return of its first one to the call of its
/// last one: a change is adopted in one turn of the loop, which both are answered by. So a probe whose whole interval lies
/// inside such a run has the same verdict; one that overlaps its edges may have either. But for one thing: two changes
/// between two probes in a row may lead to and fro, and only the other way to ask saw what was in between. The replica
/// recorded both of them, so that is told apart from a face that says something else.
enum HTTPAgreementCheck: Check {
    static let name = "http-agreement"

    static func applies(to context: CheckContext) -> Bool { context.plan.probesOverHTTP && !context.plan.isForeign }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var compared = 0
        var detours = 0
        let lives = Dictionary(context.lives.map { ($0.life, $0.facts) }) { first, _ in first }
        for pair in RunPair.all(context.reading) {
            compared += pair.compared
            for conflict in pair.conflicts {
                if conflict.isDetour(of: lives[Life(pair.replica, conflict.incarnation)]) {
                    detours += conflict.count
                } else {
                    add(conflict, pair.replica, context, &outcome)
                }
            }
        }
        if compared == 0 { outcome.inconclusive.append("no probe over HTTP fell into a run of the replica's own") }
        let note = detours > 0 ? ", \(detours) of them between two changes to and fro" : ""
        outcome.detail = "\(compared) probes over HTTP compared\(note)"
        return outcome
    }

    private static func add(
        _ conflict: RunPair.Conflict, _ replica: ReplicaID, _ context: CheckContext, _ outcome: inout CheckOutcome
    ) {
        let (own, other) = conflict.isAccepted ? ("refused", "accepted") : ("accepted", "refused")
        outcome.add(
            context.violation(
                name, Life(replica, conflict.incarnation), credential: conflict.credential, at: conflict.at,
                expected: "\(own) over HTTP, as by the replica itself", "\(other), \(conflict.count) times"))
    }
}

/// What one replica said to itself and over HTTP.
private struct RunPair {
    struct Conflict {
        var credential: CredentialID
        var incarnation: Incarnation
        var isAccepted: Bool
        /// Calls of the first and the last question.
        var at: Time
        var last: Time
        var count: Int
        /// Between two probes of the replica's own.
        var gap: UInt64

        func isDetour(of life: LifeFacts?) -> Bool {
            life.map { GateChanges(of: credential, in: $0).hideDetour(from: at, to: last, gap: gap) } ?? false
        }
    }

    private struct Key: Hashable {
        var credential: CredentialID
        var incarnation: Incarnation
    }

    let replica: ReplicaID
    private(set) var compared = 0
    private(set) var conflicts: [Conflict] = []

    static func all(_ reading: RunReading) -> [RunPair] {
        reading.inspected.compactMap { outside in
            guard case .prober(let id) = outside.region.owner,
                let own = reading.inspected.first(where: { $0.region.owner == .replica(id) })
            else { return nil }
            return RunPair(
                id, runs(own.region, own.inspection.soundRanges), runs(outside.region, outside.inspection.soundRanges))
        }
    }

    private static func runs(_ region: Region, _ ranges: [Range<Int>]) -> [Key: [ProbeRun]] {
        var runs: [Key: [ProbeRun]] = [:]
        region.forEachProbeRun(in: ranges) { run, incarnation in
            runs[Key(credential: run.credential, incarnation: incarnation), default: []].append(run)
        }
        return runs
    }

    private init(_ replica: ReplicaID, _ own: [Key: [ProbeRun]], _ outside: [Key: [ProbeRun]]) {
        self.replica = replica
        for (key, runs) in outside {
            let own = (own[key] ?? []).sorted { $0.firstCall < $1.firstCall }
            for run in runs { compare(run, key, own) }
        }
        conflicts.sort { ($0.at, $0.credential) < ($1.at, $1.credential) }
    }

    private mutating func compare(_ run: ProbeRun, _ key: Key, _ own: [ProbeRun]) {
        let first = own.firstIndexReached { $0.lastReturn >= run.firstCall }
        for inside in own[first...].prefix(while: { $0.firstCall <= run.lastReturn }) {
            let span = Span(from: Time(bitPattern: inside.firstReturn), to: Time(bitPattern: inside.lastCall))
            guard span.from < span.to, let known = run.known(in: span) else { continue }
            compared += known.count
            guard inside.verdict != run.verdict else { continue }
            conflicts.append(
                Conflict(
                    credential: key.credential, incarnation: key.incarnation, isAccepted: run.verdict == .accepted,
                    at: known.first, last: known.last, count: known.count, gap: inside.longestGap))
        }
    }
}

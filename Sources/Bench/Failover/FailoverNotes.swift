/// What stands below the table: what its figures mean, and what does not fit into them.
struct FailoverNotes {
    let runs: Int
    let jobs: Int
    let replicas: Int
    let results: [FailoverCell: CellResults]

    var lines: [String] { conditions + Self.columns + repeats + inconclusive + violations }

    private var conditions: [String] {
        [
            "\(runs) runs a cell, \(jobs) at a time, \(replicas) replicas, poll 200 ms and push; 1 primary, "
                + "\(FailoverCell.redisReplicas) Redis replicas, 3 Sentinels, down-after 500 ms, min-replicas-max-lag 1 s. "
                + "Each figure is the median over the judged runs with the least and the greatest; one figure: all alike.",
            "kill, freeze, ordered: \(FailoverScript.rotations) rotations, one every \(FailoverScript.pitch) ms, one of "
                + "them released together with the fault; a killed or frozen primary is back after "
                + "\(FailoverScript.awayFor) ms. cut: one rotation on a primary that is cut off from its replicas, "
                + "which then dies for good.",
        ]
    }

    private static let columns = [
        "acknowledged, unconfirmed (fewer replicas than asked for), failed (surely without effect), unknown (no answer), "
            + "superseded: how rotations ended for their operator, who leaves a primary as soon as a Sentinel names another.",
        "With confirm an operator waits up to 1 s for acknowledgements, on the connection that he writes on: the rotations "
            + "behind that one have 250 ms, and end unknown when it takes longer. 1 s without them is unconfirmed.",
        "vanished: acknowledged rotations of which the surviving primary never had a trace, read from the history; "
            + "losing_runs: runs with any; lost: what the checks count as lost for good.",
        "came_back: pairs of a replica and a key that it accepted, refused and accepted again, read from the history; "
            + "resurrections: such pairs as the checks count them, outside the bounds and without an excuse.",
        "accepted_ms: the longest that any replica accepted a key after its retirement had been acknowledged, held or not, "
            + "and where it never stops until the end of the run; checked_ms: the larger of the checks' "
            + "revocation-lag.max and stale-exposure.max, which leaves out what a held replica accepts within the bound of 1 s.",
        "outage_ms: redis.outage.max, from the fault until everybody names one primary that answers; write_gap_ms: the "
            + "longest time without an acknowledged rotation, up to the last one when they never came back.",
    ]

    private var repeats: [String] {
        let count = results.values.reduce(0) { $0 + $1.repeated }
        return count == 0 ? [] : ["\(count) runs were inconclusive at first and made again."]
    }

    /// Each cell that is short of runs, and why.
    private var inconclusive: [String] {
        FailoverCell.all.compactMap { cell in
            guard let short = results[cell]?.inconclusive, !short.isEmpty else { return nil }
            let reasons = Set(short.flatMap { $0 }).sorted().prefix(Self.mostReasons).joined(separator: "; ")
            return "inconclusive twice, \(short.count) of \(runs), \(cell): \(reasons)"
        }
    }

    private static let mostReasons = 4

    /// What the checks found beside what has a column.
    private var violations: [String] {
        let others = FailoverCell.all.compactMap { cell -> String? in
            let runs = results[cell]?.judged ?? []
            let checks = runs.flatMap { $0.report.violations.map(\.check) }.filter { !Self.inColumns.contains($0) }
            guard !checks.isEmpty else { return nil }
            let counts = Dictionary(grouping: checks) { $0 }.mapValues(\.count).sorted { $0.key < $1.key }
            return "\(cell): " + counts.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        }
        return others.isEmpty ? [] : ["violations beside those, all runs of a cell together:"] + others
    }

    private static let inColumns: Set = ["resurrections"]
}

import History

/// Every value and version that stands in the slot of any node was written by somebody on record: in the log of any node,
/// by an operation of the run, or by a replica that said so; and every entry of a log by a script of ours. That is how a
/// rogue writer shows. Excepted is the time in which a step
/// damages or empties the slot.
enum UnloggedWriteCheck: Check {
    static let name = "unlogged-writes"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let good = context.model.samples.filter { $0.content == .good }
        judgeLog(context, &outcome)
        if context.isFenced, !context.known.hasLog, !good.isEmpty, outcome.violationCount == 0 {
            outcome.skipped = "not judged: the slot's log could not be read"
            return outcome
        }
        let excused = Dictionary(grouping: context.model.samples, by: \.node).mapValues(context.damageIntervals)
        var unlogged: Set<VersionStamp> = []
        var values: Set<FingerprintBits> = []
        for sample in good where !context.isKnown(sample) {
            let isExcused = excused[sample.node]?.contains { $0.touches(sample.called, sample.returned) }
            guard isExcused != true else { continue }
            let isNew =
                context.isFenced ? unlogged.insert(sample.version).inserted : values.insert(sample.fingerprint).inserted
            if isNew { outcome.add(violation(sample, context)) }
        }
        outcome.count("unlogged-writes", outcome.violationCount, samples: good.count)
        outcome.detail = "\(good.count) samples of the slot"
        return outcome
    }

    /// The nodes hold copies of one log: the one that shows most counts.
    private static func judgeLog(_ context: CheckContext, _ outcome: inout CheckOutcome) {
        let nodes = Dictionary(grouping: context.model.foreignEntries, by: \.node).values
        let most = nodes.max { $0.reduce(0) { $0 + $1.count } < $1.reduce(0) { $0 + $1.count } }
        for (at, count, _) in most ?? [] {
            for _ in 0..<count {
                outcome.add(
                    context.violation(
                        name, nil, at: at, expected: "entries of the slot's own scripts",
                        "the slot's log holds an entry that none of them makes"))
            }
        }
    }

    private static func violation(_ sample: SlotSample, _ context: CheckContext) -> Violation {
        context.violation(
            name, nil, credential: context.model.credential(with: sample.fingerprint)?.id, at: sample.returned,
            expected: "a write on record", "the slot of \(sample.node) holds \(sample.version) \(sample.fingerprint)")
    }
}

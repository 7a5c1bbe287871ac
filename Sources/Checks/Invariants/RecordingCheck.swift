import History

/// The history is whole: nothing damaged, nothing lost for want of room, nobody recorded anything after its death, the
/// run was recorded to its end, and both clocks agreed throughout.
enum RecordingCheck: Check {
    static let name = "recording"
    private static let mostNamed = 3

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        outcome.inconclusive =
            frame(context.model) + damage(context.reading) + overruns(context.reading) + afterDeath(context)
            + clocks(context)
        outcome.detail = "\(context.reading.recordCount) records"
        return outcome
    }

    private static func frame(_ model: RunModel) -> [String] {
        var reasons: [String] = []
        if model.fleetReady == nil { reasons.append("the fleet was never ready") }
        if !model.isEnded { reasons.append("the coordinator did not live to end the run") }
        if model.isInterrupted { reasons.append("the run was interrupted") }
        return reasons
    }

    private static func damage(_ reading: RunReading) -> [String] {
        let named = reading.damage.prefix(mostNamed).map { "the history is damaged: \($0)" }
        let more = reading.damage.count - named.count
        return named + (more > 0 ? ["and \(more) more damaged places"] : [])
    }

    private static func overruns(_ reading: RunReading) -> [String] {
        reading.lost.prefix(mostNamed).map { "\($0.owner): \($0.count) events did not fit into the history" }
    }

    private static func afterDeath(_ context: CheckContext) -> [String] {
        // Of a program that is not ours others record what it answered, when they have read the answer.
        guard !context.plan.isForeign else { return [] }
        return context.lives.compactMap { view in
            guard let exit = context.model.exit(of: view.life) else { return nil }
            guard max(view.facts.lastRecord, view.probes.lastProbe) > exit.at else { return nil }
            return "\(view.life) recorded something after its death"
        }.prefix(mostNamed).map { $0 }
    }

    /// Only ends are in wall time.
    private static func clocks(_ context: CheckContext) -> [String] {
        guard let end = context.model.endOffset else { return [] }
        let drift = abs(end - context.model.wallOffset)
        let isTimed = context.model.operations.contains { $0.grace > 0 }
        let hasEnds = context.model.keyOperations.contains { $0.kind == .create && $0.endOfKey != nil }
        let hasEndings = context.model.documentOperations.contains { $0.statements.contains { $0.end != .never } }
        guard isTimed || hasEnds || hasEndings, drift > context.limits.skew else { return [] }
        let what = isTimed ? "ends of grace" : hasEnds ? "ends of managed keys" : "ends of environments' keys"
        return ["the machine's clock moved by \(drift.milliseconds) ms: \(what) cannot be judged"]
    }
}

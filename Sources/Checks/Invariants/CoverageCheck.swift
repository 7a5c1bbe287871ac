import History

/// Probes were made where they had to be: before the first fault, and in every stretch, long enough to hold one, in
/// which a replica must accept or must refuse. A check that judged nothing has not passed.
enum CoverageCheck: Check {
    static let name = "coverage"
    /// A fault that comes sooner leaves no time for probes before it.
    private static let leastTimeBeforeFault: Int64 = 500_000_000
    private static let mostNamed = 3

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let judged = context.lives.reduce(0) { $0 + $1.probes.judged }
        if judged == 0 { outcome.inconclusive.append("no probe was judged") }
        outcome.inconclusive += beforeFirstFault(context) + uncovered(context)
        let covered = context.lives.reduce(0) { $0 + $1.probes.coveredStretches }
        outcome.detail = "\(judged) probes judged, \(covered) stretches covered"
        return outcome
    }

    private static func beforeFirstFault(_ context: CheckContext) -> [String] {
        let faults = context.plan.flattenedSteps.filter { !$0.action.faults.isEmpty }
        guard let first = faults.compactMap({ context.model.steps[$0.number]?.began }).min(),
            first >= context.fleetReady.later(by: leastTimeBeforeFault)
        else { return [] }
        let hasProbe = context.lives.contains { $0.probes.firstProbe < first }
        return hasProbe ? [] : ["no probe before the first fault"]
    }

    private static func uncovered(_ context: CheckContext) -> [String] {
        let all = context.lives.flatMap { view in view.probes.uncovered.map { (view.life, $0) } }
        let named = all.prefix(mostNamed).map { life, gap in
            let word = gap.must.accepts ? "accept" : "refuse"
            let name = context.fingerprint(gap.credential) ?? "?"
            let (from, to) = (max(gap.must.span.from, context.fleetReady), min(gap.must.span.to, context.end))
            return "\(life) was never asked for \(name) while it had to \(word) it "
                + "(\(context.milliseconds(from)) to \(context.milliseconds(to)) ms)"
        }
        return named + (all.count > mostNamed ? ["and \(all.count - mostNamed) more stretches without a probe"] : [])
    }
}

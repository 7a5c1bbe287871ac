import History

/// A credential stops resolving when its documents say so, and not before (I6, I7): at its end, or with the document that
/// leaves it out, within `timed`; and whatever client it has is closed with it.
///
/// Measured twice, and no removal is dropped for being late. The delay runs from the end itself, or from the application of
/// the document. The lag runs from the drain that could first see the end: of a loop that came too late to the end itself
/// that is the turn in which it ran again. Only replicas that a fault kept from running have no lag.
enum RemovalCheck: Check {
    static let name = "environment-removals"

    static func applies(to context: CheckContext) -> Bool { context.hasEnvironments }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var tally = SampleTally()
        var (delays, lags): ([Int64], [Int64]) = ([], [])
        for stage in EnvironmentStage.all(context) {
            for (credential, spans) in stage.own.accepted.sorted(by: { $0.key < $1.key }) {
                let records = stage.own.resolutions[credential] ?? []
                for (place, span) in spans.enumerated() where span.to != .never {
                    let next = place + 1 < spans.count ? spans[place + 1].from : .never
                    guard let removal = Removal(credential, span, next: next, records, stage) else { continue }
                    tally.count(isJudged: !removal.isLeftOut)
                    if let delay = removal.delay { delays.append(delay) }
                    if let lag = removal.lag { lags.append(lag) }
                    if let problem = removal.problem { outcome.add(problem) }
                }
                for early in early(records, spans, stage) {
                    outcome.add(
                        stage.violation(
                            name, credential, at: early.at,
                            expected: "accepted until \(until(early, spans, stage))", "stopped resolving"))
                }
            }
            for late in unclosed(stage) { outcome.add(late) }
        }
        outcome.distribution("environment.removal-delay", delays)
        outcome.distribution("environment.removal-lag", lags)
        outcome.tell(tally, of: "removals")
        let stopped = delays.count - lags.count
        if stopped > 0 { outcome.detail += ", \(stopped) of replicas that a fault had stopped" }
        return outcome
    }

    /// Gone though its documents keep it; what comes back at once is churn and told there.
    private static func early(
        _ records: [EnvironmentFacts.Resolution], _ spans: [Span], _ stage: EnvironmentStage
    ) -> [EnvironmentFacts.Resolution] {
        records.enumerated().compactMap { place, record in
            guard !record.isIn, record.at < stage.view.window.end,
                let span = spans.last(where: { $0.from < record.at && record.at.later(by: stage.tolerance) < $0.to }),
                stage.own.isCertain(record.credential, at: record.at)
            else { return nil }
            let comesBack = records[(place + 1)...].contains { $0.isIn && $0.at <= span.to }
            return comesBack ? nil : record
        }
    }

    private static func until(
        _ record: EnvironmentFacts.Resolution, _ spans: [Span], _ stage: EnvironmentStage
    ) -> String {
        let end = spans.last { $0.from <= record.at }?.to ?? .never
        return end == .never ? "another document" : "\(stage.milliseconds(end)) ms"
    }

    /// Clients that ran when their key went, and were not closed with it.
    private static func unclosed(_ stage: EnvironmentStage) -> [Violation] {
        stage.own.clients.sorted { $0.key < $1.key }.flatMap { credential, spans -> [Violation] in
            let events = stage.own.clientEvents[credential] ?? []
            return spans.enumerated().compactMap { place, span -> Violation? in
                let deadline = stage.deadline(span.to)
                let next = place + 1 < spans.count ? spans[place + 1].from : .never
                guard span.to != .never, stage.isJudged(credential, from: span.to, by: deadline),
                    next > deadline,
                    events.last(where: { $0.at < span.to })?.change == .started,
                    !events.contains(where: { $0.change.isEnd && span.to <= $0.at && $0.at <= deadline })
                else { return nil }
                return stage.violation(
                    name, credential, at: deadline, expected: "its client closed at \(stage.milliseconds(span.to)) ms",
                    "not closed by then")
            }
        }
    }
}

/// One end of one credential in one life, and what came of it.
private struct Removal {
    /// From the end, and from the drain that could first see it. Nil while it resolves; and there is no lag of a life that
    /// a fault had stopped.
    private(set) var delay: Int64?
    private(set) var lag: Int64?
    private(set) var problem: Violation?
    /// Nobody can tell whether that was the end.
    private(set) var isLeftOut = false

    /// Nil where a life never had it, or ended with it.
    init?(
        _ credential: CredentialID, _ span: Span, next: Time, _ records: [EnvironmentFacts.Resolution],
        _ stage: EnvironmentStage
    ) {
        guard span.to < stage.view.window.end, records.contains(where: { $0.at <= span.to && $0.isIn }) else {
            return nil
        }
        let deadline = stage.deadline(span.to)
        guard stage.own.isCertain(credential, from: span.to, to: deadline) else {
            isLeftOut = true
            return
        }
        let gone = records.first { !$0.isIn && $0.at >= span.to.later(by: -stage.tolerance) && $0.at < next }
        let isDue = next > deadline && deadline < stage.view.window.end
        if let gone, gone.at < stage.view.window.end {
            measure(gone.at, from: span.to, stage)
        } else if !isDue {
            return nil
        }
        guard isDue, gone?.at ?? .never > deadline, !Self.wentBefore(span, records, stage) else { return }
        let late = gone.map { "stopped resolving \((($0.at - span.to)).milliseconds) ms later" }
        problem = stage.violation(
            RemovalCheck.name, credential, at: deadline,
            expected: "stops resolving at \(stage.milliseconds(span.to)) ms", late ?? "still resolves")
    }

    private mutating func measure(_ gone: Time, from end: Time, _ stage: EnvironmentStage) {
        delay = max(0, gone - end)
        guard !stage.view.window.isStoppedByFault(end, gone) else { return }
        lag = max(0, gone - Self.firstDrain(behind: end, until: gone, stage))
    }

    /// A loop that was late at the end itself runs again when its lag ends. One that became late behind the end had its
    /// turn before.
    private static func firstDrain(behind end: Time, until gone: Time, _ stage: EnvironmentStage) -> Time {
        let late = stage.view.facts.lags.filter {
            $0.from <= end.later(by: stage.tolerance) && end <= $0.to && $0.to <= gone
        }
        return late.map(\.to).min() ?? end
    }

    /// Early, which is told by itself.
    private static func wentBefore(
        _ span: Span, _ records: [EnvironmentFacts.Resolution], _ stage: EnvironmentStage
    ) -> Bool {
        records.last { $0.at < span.to.later(by: -stage.tolerance) }?.isIn == false
    }
}

extension ClientChange {
    /// Nothing runs any more, or not for long.
    var isEnd: Bool { self == .closing || self == .closed || self == .lost || self == .failed }
}

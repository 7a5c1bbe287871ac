import History

/// What stays accepted is left alone (I8, I14): no document that keeps a credential, in whatever role or words, makes it stop
/// resolving and resolve again, registers it twice, or closes or doubles its client.
enum ChurnCheck: Check {
    static let name = "environment-churn"

    static func applies(to context: CheckContext) -> Bool { context.hasEnvironments }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var judged = 0
        for stage in EnvironmentStage.all(context) {
            for (credential, records) in stage.own.resolutions.sorted(by: { $0.key < $1.key }) {
                judged += records.count
                for problem in interruptions(credential, records, stage) + repeats(credential, records, stage) {
                    outcome.add(problem)
                }
            }
            for (credential, events) in stage.own.clientEvents.sorted(by: { $0.key < $1.key }) {
                judged += events.count
                let problems =
                    closings(credential, events, stage) + seconds(credential, events, stage)
                    + repeatedClosings(credential, events, stage)
                for problem in problems { outcome.add(problem) }
            }
        }
        outcome.detail = "\(judged) changes of credentials and clients"
        return outcome
    }

    /// Out and in again while its documents keep it.
    private static func interruptions(
        _ credential: CredentialID, _ records: [EnvironmentFacts.Resolution], _ stage: EnvironmentStage
    ) -> [Violation] {
        records.enumerated().compactMap { place, record in
            guard !record.isIn, stage.own.isCertain(credential, at: record.at),
                let span = kept(stage.own.accepted, credential, at: record.at, stage),
                records[(place + 1)...].contains(where: { $0.isIn && $0.at <= span.to })
            else { return nil }
            return stage.violation(
                name, credential, at: record.at, expected: "kept: its documents accept it all the while",
                "stopped resolving, and came back")
        }
    }

    private static func repeats(
        _ credential: CredentialID, _ records: [EnvironmentFacts.Resolution], _ stage: EnvironmentStage
    ) -> [Violation] {
        zip(records, records.dropFirst()).compactMap { former, next in
            guard former.isIn, next.isIn else { return nil }
            return stage.violation(
                name, credential, at: next.at,
                expected: "registered once, at \(stage.milliseconds(former.at)) ms", "registered again")
        }
    }

    private static func closings(
        _ credential: CredentialID, _ events: [EnvironmentFacts.ClientEvent], _ stage: EnvironmentStage
    ) -> [Violation] {
        events.compactMap { event in
            guard event.change == .closing, stage.own.isCertain(credential, at: event.at),
                kept(stage.own.clients, credential, at: event.at, stage) != nil
            else { return nil }
            return stage.violation(
                name, credential, at: event.at, expected: "its client kept", "client \(event.token) is closed")
        }
    }

    private static func repeatedClosings(
        _ credential: CredentialID, _ events: [EnvironmentFacts.ClientEvent], _ stage: EnvironmentStage
    ) -> [Violation] {
        var closed: Set<UInt64> = []
        return events.filter { $0.change == .closing && !closed.insert($0.token).inserted }.map {
            stage.violation(
                name, credential, at: $0.at, expected: "each client closed once", "client \($0.token) is closed again")
        }
    }

    /// A start while another of the same key is under way or runs.
    private static func seconds(
        _ credential: CredentialID, _ events: [EnvironmentFacts.ClientEvent], _ stage: EnvironmentStage
    ) -> [Violation] {
        var alive: Set<UInt64> = []
        return events.compactMap { event in
            switch event.change {
            case .starting:
                defer { alive.insert(event.token) }
                guard !alive.isEmpty else { return nil }
                return stage.violation(
                    name, credential, at: event.at, expected: "one client of a key at a time",
                    "client \(event.token) starts while \(alive.count) are there")
            case .failed, .closed, .lost:
                alive.remove(event.token)
                return nil
            case .started, .closing, .late: return nil
            }
        }
    }

    /// A removal is recorded after it is done: what a document brings back may come from an earlier instant of the same turn
    /// of the loop. One that takes longer counts as starved.
    private static let turn: Int64 = 20_000_000

    /// Where its documents keep it, before and after; what came with this very moment is not what went with it.
    private static func kept(
        _ spans: [CredentialID: [Span]], _ credential: CredentialID, at time: Time, _ stage: EnvironmentStage
    ) -> Span? {
        guard time < stage.view.window.end else { return nil }
        return spans[credential]?.last {
            $0.from.later(by: turn) < time && time.later(by: stage.tolerance) < $0.to
        }
    }
}

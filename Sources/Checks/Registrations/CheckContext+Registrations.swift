import History
import Scenario

/// What the checks of registrations ask for.
extension CheckContext {
    var hasRegistrations: Bool { plan.registrations != nil }
    var registrationPlan: RegistrationsPlan { plan.registrations ?? RegistrationsPlan() }
    var registrationLearn: Int64 { Int64(clamping: registrationPlan.learn) }
    var registrationPoll: Int64 { Int64(clamping: registrationPlan.poll) }
    var leaseLife: Int64 { Int64(clamping: registrationPlan.leaseLife) }

    /// As the scenario calls it.
    func upstream(_ id: RegistrationID) -> String {
        let names = registrationPlan.upstreams
        return Int(id.number) < names.count ? names[Int(id.number)] : "\(id)"
    }

    func violation(
        _ check: String, _ life: Life?, _ id: RegistrationID, _ client: FingerprintBits, at time: Time,
        expected: String, _ detail: String
    ) -> Violation {
        var violation = violation(
            check, life, at: time, expected: "\(upstream(id)): \(expected)", detail)
        violation.credential = client == .none ? nil : client.description
        return violation
    }

    /// Who registered it and when, for whoever reads a finding.
    func origin(of client: FingerprintBits, _ id: RegistrationID) -> String {
        guard let maker = registrations.maker(of: client, id) else { return "registered by nobody on record" }
        return "registered by \(maker.life) at \(milliseconds(maker.at)) ms"
    }

    /// When the secret of a row has ended; never where nobody says that it does.
    func secretEnd(of client: FingerprintBits, generation: UInt64, _ id: RegistrationID) -> Time {
        let end = registrations.secretEnd(of: client, generation: generation, id)
        return model.monotonic(unixSeconds: end ?? 0)
    }

    /// When some step did on purpose to rows what nobody else may: from its beginning until a second behind its end.
    var rowFaults: [Span] {
        plan.flattenedSteps.compactMap { step in
            guard Self.rowSteps.contains(step.action.label), let trace = model.steps[step.number] else { return nil }
            return Span(from: trace.began, to: (trace.ended ?? .never).later(by: 1_000_000_000))
        }
    }

    private static let rowSteps: Set = ["cold-start", "expire-registrations", "delete-registration"]

    /// When steps of these kinds were at work.
    func spans(of kinds: Set<String>) -> [Span] {
        plan.flattenedSteps.compactMap { step in
            guard kinds.contains(step.action.label), let trace = model.steps[step.number] else { return nil }
            return Span(from: trace.began, to: trace.ended ?? .never)
        }
    }

    /// When the authorization server did not do what it should, or stood still. A step of that kind is prepared before it
    /// begins.
    var serverFaults: [Span] {
        spans(of: ["as-fault", "kill-lease-holder", "cold-start"]).map {
            Span(from: $0.from.later(by: -1_000_000_000), to: $0.to)
        }
    }

    /// When the next attempt comes at the latest where the last ones came to nothing; nil where none did since.
    ///
    /// After each failure in a row the fleet pauses twice as long, and no longer than that; a server may ask for more.
    func retry(of id: RegistrationID, since: Time) -> Time? {
        let failed = lives.flatMap(\.facts.registrations.failures).filter { $0.id == id }.map(\.at)
        guard let last = failed.max(), last >= since else { return nil }
        let pause = min(Self.firstPause << Int64(min(failed.count - 1, 10)), Self.longestPause)
        return last.later(by: max(pause + pause / 10, longestRetryAfter)).later(by: registrationLearn)
    }

    private static let firstPause: Int64 = 1_000_000_000
    private static let longestPause: Int64 = 30_000_000_000

    private var longestRetryAfter: Int64 {
        let asked = plan.flattenedSteps.map { step -> Int64 in
            guard case .authorizationServerFault(let fault) = step.action, case .status(_, let seconds) = fault.kind
            else {
                return 0
            }
            return min(Int64(seconds), 300) * 1_000_000_000
        }
        return asked.max() ?? 0
    }
}

/// What one life had in force at one upstream, from one record to the next.
struct RegistrationStretch {
    /// Nil before its first word.
    var use: RegistrationFacts.Use?
    /// What it knows to be dead, or held until it dropped it: nothing lower is asked of it. Nil where it never had any.
    var floor: UInt64?
    var from: Time
    var to: Time

    var client: FingerprintBits { use?.client ?? .none }
}

extension LifeView {
    /// In the order of time, to its end; the first one is that of nothing.
    func registrationStretches(of id: RegistrationID) -> [RegistrationStretch] {
        var stretches = [RegistrationStretch(use: nil, floor: nil, from: .always, to: window.end)]
        for use in facts.registrations.uses where use.id == id && use.at < window.end {
            let last = stretches.count - 1
            stretches[last].to = use.at
            let floor = use.isNothing ? stretches[last].floor : use.version.epoch
            stretches.append(RegistrationStretch(use: use, floor: floor, from: use.at, to: window.end))
        }
        return stretches
    }

    /// What it had in force at a time.
    func registration(of id: RegistrationID, at time: Time) -> FingerprintBits {
        registrationStretches(of: id).last { $0.from <= time }?.client ?? .none
    }
}

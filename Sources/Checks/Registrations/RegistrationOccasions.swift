import History
import Scenario

/// What may have called for a registration at one upstream, in the order of time: its start, a store that lost what stood
/// there, a client that is of no use any more, and an attempt that left nothing behind.
///
/// Each calls for one, on however many replicas. What is made belongs to the last occasion before its call was sent: so of two
/// that are made one after the other the second one has a reason of its own only if something happened in between.
struct RegistrationOccasions {
    struct Occasion: Equatable {
        var at: Time
        var what: String
        var made: [FingerprintBits] = []
    }

    private(set) var all: [Occasion]

    init(_ id: RegistrationID, _ context: CheckContext) {
        let ledger = context.registrations.ledger(of: id)
        let read = ledger.first?.read ?? context.end
        let accidents = RegistrationAccidents(id, until: read, context).all
        var occasions = [Occasion(at: .always, what: "the start")]
        occasions += Self.losses(id, context)
        occasions += Self.renewals(ledger, context)
        occasions += Self.refusals(id, context)
        occasions += accidents.compactMap(Self.occasion)
        occasions += Self.interruptions(id, context)
        all = occasions.sorted { $0.at < $1.at }
        assign(ledger, accidents.filter { $0.cause == .answerLost }, context)
    }

    /// The one for which most were made.
    var worst: Occasion { all.max { $0.made.count < $1.made.count } ?? Occasion(at: .always, what: "the start") }

    // MARK: what calls for one

    /// Rows that a step took, and what a failover or an outage may have taken.
    private static func losses(_ id: RegistrationID, _ context: CheckContext) -> [Occasion] {
        let cold = context.spans(of: ["cold-start"]).map { Occasion(at: $0.from, what: "a cold start") }
        let own = context.upstream(id)
        let taken = context.plan.flattenedSteps.compactMap { step -> Occasion? in
            guard case .deleteRegistration(let how) = step.action, how.upstream ?? own == own else { return nil }
            return context.model.steps[step.number].map { Occasion(at: $0.began, what: "a row that was taken away") }
        }
        let model = context.model
        let reigns = model.reigns.all.dropFirst().map { Occasion(at: $0.span.from, what: "another primary") }
        let data = model.operations.filter { $0.kind == .dataLoss }.map {
            Span(from: $0.invoked, to: $0.returned ?? .never)
        }
        let outages = model.holds.filter { $0.why == .redisDown }.map(\.span)
        let losses = (data + outages).merged.map { Occasion(at: $0.from, what: "an outage of the store") }
        return cold + taken + reigns + losses
    }

    /// A client that stood there is replaced before its secret ends: never before half of its life has passed.
    private static func renewals(_ ledger: [LedgerLine], _ context: CheckContext) -> [Occasion] {
        let wrong = context.lives.map(\.window.clockOffset).max() ?? 0
        return ledger.compactMap { line in
            guard let generation = context.registrations.generation(of: line.client, line.id) else { return nil }
            let made = context.model.monotonic(unixSeconds: line.registeredAt)
            let end = context.secretEnd(of: line.client, generation: generation, line.id)
            guard made < end, end != .never else { return nil }
            return Occasion(
                at: made.later(by: (end - made) / 2).later(by: -wrong), what: "the renewal of \(line.client)")
        }
    }

    /// Who is refused drops what it holds; the first one of each client counts.
    private static func refusals(_ id: RegistrationID, _ context: CheckContext) -> [Occasion] {
        var first: [FingerprintBits: Time] = [:]
        for call in context.lives.lazy.flatMap(\.facts.registrations.calls) where call.id == id && call.kind == .use {
            guard let answer = call.answer, [400, 401].contains(answer.status) else { continue }
            first[answer.client] = min(first[answer.client] ?? .never, answer.at)
        }
        return first.map { Occasion(at: $0.value, what: "\($0.key), which was refused") }
    }

    /// What was registered, if it was, is nobody's.
    private static func occasion(_ accident: RegistrationAccident) -> Occasion? {
        switch accident.cause {
        case .answerLost: Occasion(at: accident.span.to, what: "an answer that was lost")
        case .holderDied: Occasion(at: accident.span.to, what: "a holder that died")
        case .withdrawalRefused: nil
        }
    }

    /// Whoever registers and stands still, or is cut off, for a good part of its lease's life may lose it to somebody else.
    private static func interruptions(_ id: RegistrationID, _ context: CheckContext) -> [Occasion] {
        context.lives.flatMap { view in
            let facts = view.facts.registrations
            return facts.calls.filter { $0.id == id && $0.kind == .register }.compactMap { call -> Occasion? in
                let client = call.answer?.client ?? .none
                let settled = facts.stores(of: client, id).first(where: \.outcome.isSettled)?.at ?? view.window.end
                let lease = facts.leases.last { $0.id == id && $0.change == .taken && $0.at <= call.sent }
                let taken = lease?.at ?? call.sent
                let long = view.window.held.first {
                    $0.touches(taken, settled) && min($0.to, settled) - max($0.from, taken) >= context.leaseLife / 3
                }
                return long.map {
                    Occasion(at: max($0.from, call.sent.later(by: 1)), what: "\(view.life), which was held up")
                }
            }
        }
    }

    // MARK: what was made

    /// What nobody has a name for is the harm of a lost answer, one each, and not counted; any more of them are.
    private mutating func assign(
        _ ledger: [LedgerLine], _ accidents: [RegistrationAccident], _ context: CheckContext
    ) {
        var left = accidents.sorted { $0.span.to < $1.span.to }
        for line in ledger {
            if let sent = context.registrations.maker(of: line.client, line.id)?.sent {
                add(line.client, at: sent)
            } else if let excuse = left.firstIndex(where: {
                $0.mayHaveMade(line, slack: context.registrationLearn, context.model)
            }) {
                left.remove(at: excuse)
            } else {
                add(line.client, at: context.model.monotonic(unixSeconds: line.registeredAt))
            }
        }
    }

    private mutating func add(_ client: FingerprintBits, at time: Time) {
        let index = all.lastIndex { $0.at <= time } ?? 0
        all[index].made.append(client)
    }
}

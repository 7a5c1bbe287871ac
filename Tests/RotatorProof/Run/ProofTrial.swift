import Credentials

/// Why a sequence is no proof: the step, and what is wrong after it.
package struct ProofFlaw: Equatable, Sendable, CustomStringConvertible {
    package let step: Int
    package let what: String
    package var description: String { "after step \(step): \(what)" }
}

/// The first thing that is wrong when a rotator goes through a sequence; nil when nothing is.
package func flaw(of sequence: ProofSequence, patch: RotatorPatch? = nil) -> ProofFlaw? {
    var trial = ProofTrial(sequence.start, patch)
    if let what = trial.examine(at: 0) { return ProofFlaw(step: 0, what: what) }
    for (index, step) in sequence.steps.enumerated() {
        if let what = trial.perform(step) { return ProofFlaw(step: index + 1, what: what) }
    }
    return nil
}

/// A rotator, the model beside it, and an outside that does what the drains say.
struct ProofTrial {
    private var subject: ProofRotator
    private var model: ReferenceModel
    /// The mappings and clients that follow from the start and from every drain since.
    private var outside: ModelStanding

    init(_ start: ProofStart, _ patch: RotatorPatch?) {
        subject = ProofRotator(start, patch)
        model = ReferenceModel(start)
        let first = subject.rotator.snapshot()
        var repeated = false
        outside = ModelStanding(first.accepted, clients: first.clients, repeated: &repeated)
    }

    /// Performs one step on both; what is wrong then, if anything is.
    mutating func perform(_ step: ProofStep) -> String? {
        if case .drain(let now) = step {
            if let wrong = drain(at: now) { return wrong }
            return examine(at: now)
        }
        let before = subject.rotator.snapshot()
        let (sdk, mobile) = (ModelKeys(before.sdk), ModelKeys(before.mobile))
        let warnings = subject.perform(step).compactMap(ModelWarning.init).sorted()
        let expected = model.perform(step).sorted()
        guard warnings == expected else { return "the warnings are \(warnings), not \(expected)" }
        let after = subject.rotator.snapshot()
        return trespass(step, .sdk, from: sdk, to: ModelKeys(after.sdk))
            ?? trespass(step, .mobile, from: mobile, to: ModelKeys(after.mobile))
            ?? repetition(step) ?? examine(at: step.time)
    }

    /// Everything that has to hold after every step, with a drain tried out on copies.
    func examine(at now: Int) -> String? {
        let snapshot = subject.rotator.snapshot()
        if let wrong = overlap(snapshot) ?? difference(snapshot) { return wrong }
        var trial = self
        if let wrong = trial.drain(at: now) { return wrong }
        guard trial.subject.drain(at: now).isEmpty else { return "a drain right after a drain changes something" }
        return nil
    }

    /// Drains both and applies the rotator's word to the outside.
    private mutating func drain(at now: Int) -> String? {
        let changes = subject.drain(at: now)
        let expected = model.drain(at: now)
        var repeated = false
        let added = ModelStanding(changes.additions, clients: changes.clientStarts, repeated: &repeated)
        let removed = ModelStanding(changes.removals, clients: changes.clientStops, repeated: &repeated)
        if repeated { return "S8: the drain lists something twice" }
        guard added.isDisjoint(with: removed) else { return "the drain adds and removes the same" }
        guard added.isDisjoint(with: outside) else { return "the drain adds what is there" }
        guard removed.subtracting(outside).isEmpty else { return "the drain removes what is not there" }
        outside = outside.subtracting(removed).union(added)
        return standing(subject.rotator.snapshot())
            ?? (added == expected.added ? nil : "the drain adds \(added), not \(expected.added)")
            ?? (removed == expected.removed ? nil : "the drain removes \(removed), not \(expected.removed)")
    }
}

/// The invariants of section 3, each by its name.
extension ProofTrial {
    /// S1: no key of a kind is in two roles.
    private func overlap(_ snapshot: CredentialSnapshot) -> String? {
        guard areDistinct(snapshot.sdk.accepted), areDistinct(snapshot.mobile.accepted) else { return "S1: two roles" }
        return nil
    }

    private func areDistinct(_ keys: [some EnvironmentKey]) -> Bool {
        keys.reduce(into: UInt64(0)) { $0 |= 1 << UInt64(ProofKeys.number(of: $1)) }.nonzeroBitCount == keys.count
    }

    /// S5 and S6 after a drain: the outside has what is accepted and nothing else; S8: so nothing was forgotten.
    private func standing(_ snapshot: CredentialSnapshot) -> String? {
        var repeated = false
        let wanted = ModelStanding(snapshot.accepted, clients: snapshot.clients, repeated: &repeated)
        guard outside != wanted else { return nil }
        return outside.clients == wanted.clients
            ? "S5: mapped is \(outside), accepted \(wanted)"
            : "S6: clients are \(outside.clients.sorted()), wanted \(wanted.clients.sorted())"
    }

    /// Roles, ends, and S7: the primaries, which outbound events go with, are the model's.
    private func difference(_ snapshot: CredentialSnapshot) -> String? {
        let (sdk, mobile) = (ModelKeys(snapshot.sdk), ModelKeys(snapshot.mobile))
        guard sdk.primary == model.sdk.primary, mobile.primary == model.mobile.primary else {
            return "S7: another primary"
        }
        guard sdk == model.sdk else { return "SDK keys are \(sdk), not \(model.sdk)" }
        guard mobile == model.mobile else { return "mobile keys are \(mobile), not \(model.mobile)" }
        guard snapshot.environmentID.map({ ProofKeys.number(of: $0) }) == model.environmentID else {
            return "another environment id"
        }
        guard subject.rotator.nextEnd == model.nextEnd.map({ WallTime(milliseconds: Int64($0)) }) else {
            return "the next end is another"
        }
        return misjudged()
    }

    private func misjudged() -> String? {
        let standing = model.standing
        for number in 0..<ProofKeys.count {
            let sdk = subject.rotator.accepts(.sdkKey(ProofKeys.sdkKey(number)))
            let mobile = subject.rotator.accepts(.mobileKey(ProofKeys.mobileKey(number)))
            guard sdk == standing.sdk.contains(number), mobile == standing.mobile.contains(number) else {
                return "key \(number) is judged wrongly"
            }
        }
        return nil
    }

    /// S3 and S4: no operation touches what belongs to another.
    private func trespass(_ step: ProofStep, _ kind: ProofKind, from old: ModelKeys, to new: ModelKeys) -> String? {
        var rest = old
        rest.end(at: step.time)
        switch step {
        case .setAdditional(kind, _, _):
            guard new.deprecated == rest.deprecated, new.primary == rest.primary else {
                return "S3: the additional keys changed a predecessor or the primary"
            }
        case .rotate(kind, let key, let grace, _):
            let taken = Set([key, grace?.key].compactMap { $0 })
            guard new.additional.union(taken) == rest.additional.union(taken),
                new.expiringAdditional.filter({ !taken.contains($0.key) })
                    == rest.expiringAdditional.filter({ !taken.contains($0.key) })
            else { return "S4: a rotation changed additional keys that it does not name" }
        default:
            guard new == old else { return "S4: an operation of another kind changed \(kind) keys" }
        }
        return nil
    }

    /// Stating the same list again changes nothing, not even the order of anything (I14).
    private func repetition(_ step: ProofStep) -> String? {
        guard case .setAdditional = step else { return nil }
        var again = subject
        _ = again.perform(step)
        return again.rotator == subject.rotator ? nil : "the same list again changes something"
    }
}

extension ModelStanding {
    fileprivate var isEmpty: Bool { self == ModelStanding() }
}

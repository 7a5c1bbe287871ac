import History

/// Every replica that is alive knows each managed key that was made within `learn` of the acknowledgement, and each
/// deactivation within `refuse`; time in which it was held, or had not started, does not count. What a fault undid counts
/// from when it was put back, or not at all.
///
/// Measured from the invocation, for replicas that were ready then and not held until they had it.
enum KeyConvergenceCheck: Check {
    static let name = "key-convergence"

    static func applies(to context: CheckContext) -> Bool { context.hasManagedKeys }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var samples = Samples()
        for change in KeyChange.all(context) {
            for view in context.lives { judge(view, change, context, &outcome, &samples) }
        }
        samples.measure(&outcome)
        return outcome
    }

    private struct Samples {
        var fromInvocation: [Int64] = []
        var fromAcknowledgement: [Int64] = []
        var byPath: [KeyPath: [Int64]] = [:]

        mutating func add(_ write: KeyWrite, _ arrival: KeyKnowledge.Arrival) {
            fromInvocation.append(max(0, arrival.at - write.invoked))
            fromAcknowledgement.append(max(0, arrival.at - write.known))
            byPath[arrival.path, default: []].append(max(0, arrival.at - write.invoked))
        }

        func measure(_ outcome: inout CheckOutcome) {
            outcome.distribution("managed-key.convergence", fromInvocation)
            outcome.distribution("managed-key.convergence-from-ack", fromAcknowledgement)
            for (path, values) in byPath {
                outcome.latencies["managed-key.convergence.\(path.label)"] = CheckOutcome.histogram(values)
            }
            let paths = byPath.map { "\($0.key.label) \($0.value.count)" }.sorted().joined(separator: ", ")
            outcome.detail = "\(fromInvocation.count) pairs of change and replica: \(paths)"
        }
    }

    private static func judge(
        _ view: LifeView, _ change: KeyChange, _ context: CheckContext, _ outcome: inout CheckOutcome,
        _ samples: inout Samples
    ) {
        let write = change.write
        let adoption = view.keys.adoption(of: write, change.undoing)
        if let adoption, change.undoing == nil, let ready = view.window.ready, ready <= write.invoked,
            !view.window.isHeld(write.invoked, adoption.at)
        {
            samples.add(write, adoption)
        }
        let deadline = change.deadline(for: view.window)
        guard deadline < view.window.end, adoption?.at ?? .never > deadline else { return }
        if adoption == nil, change.mayBeKnown(to: view, context) { return }
        let late = adoption.map { "known at \(context.milliseconds($0.at)) ms" }
        outcome.add(
            context.violation(
                name, view.life, credential: write.credential, at: deadline,
                expected: "the \(write.kind.word) of \(context.milliseconds(write.invoked)) ms known by then",
                late ?? "never known"))
    }
}

/// A change of a managed key that everybody has to come to know.
struct KeyChange {
    let write: KeyWrite
    /// Put back at a time; nil when it never was gone.
    let undoing: KeyLosses.Undoing?
    private let from: Time
    private let bound: Int64

    static func all(_ context: CheckContext) -> [KeyChange] {
        context.keys.writes.compactMap { write in
            guard write.revision > 0, context.model.credential(write.credential) != nil else { return nil }
            let bound = write.kind == .create ? context.levels.managed.learn : context.levels.managed.refuse
            let undoing = context.keys.undoing(of: write)
            switch undoing?.fate {
            case .lost: return nil
            case .restored(let back):
                return KeyChange(write: write, undoing: undoing, from: max(write.known, back), bound: bound)
            case nil: return KeyChange(write: write, undoing: nil, from: write.known, bound: bound)
            }
        }
    }

    func deadline(for window: LifeWindow) -> Time { deadline(for: window, bound: bound) }

    func deadline(for window: LifeWindow, bound: Int64) -> Time { window.shifted(from.later(by: bound), bound: bound) }

    /// It said at its end that it knew, only not since when: nobody had told it the key's name in time. What a life said last
    /// that has a successor, nobody can tell.
    func mayBeKnown(to view: LifeView, _ context: CheckContext) -> Bool {
        guard let status = context.statuses[view.life.replica] else { return false }
        guard status.incarnation == view.life.incarnation else {
            return status.incarnation.number > view.life.incarnation.number
        }
        return status.keyRevision >= write.revision
    }

    /// The smallest bound under which this life is not late.
    func smallestBound(_ least: Int64, _ view: LifeView, _ context: CheckContext) -> Int64 {
        let adoption = view.keys.adoption(of: write, undoing)
        if adoption == nil, mayBeKnown(to: view, context) { return least }
        let needed = min(adoption?.at ?? .never, view.window.end)
        return view.window.smallestBound(least, behind: needed - 1, from.later(by:))
    }
}

extension KeyOperation.Kind {
    var word: String { self == .create ? "making" : "deactivation" }
}

extension KeyPath {
    var label: String { self == .writeBack ? "write-back" : "\(self)" }
}

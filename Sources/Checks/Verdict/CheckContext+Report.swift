import History
import Scenario

// What the report shows beside the checks.
extension CheckContext {
    private static let mostStarvedShown = 50

    /// Every hold, and the longest of the starved stretches.
    var heldList: [Held] {
        let faults = model.holds.map { held($0.replica, $0.span, $0.why) }
        let starved = lives.flatMap { view in view.facts.lags.map { (view.life.replica, $0) } }
            .sorted { $0.1.to - $0.1.from > $1.1.to - $1.1.from }.prefix(Self.mostStarvedShown)
        return (faults + starved.map { held($0.0, $0.1, .starved) }).sorted {
            ($0.fromMilliseconds, $0.replica) < ($1.fromMilliseconds, $1.replica)
        }
    }

    private func held(_ replica: ReplicaID, _ span: Span, _ why: HoldReason) -> Held {
        Held(
            replica: replica.description, fromMilliseconds: milliseconds(span.from),
            toMilliseconds: milliseconds(span.to), why: why.label)
    }

    var stepResults: [StepResult] {
        plan.flattenedSteps.map { step in
            let trace = model.steps[step.number]
            let operation = model.operations.first { $0.step == step.number && $0.changesSlot }
            let acknowledged = operation.map(\.returned) ?? trace?.ended
            let outcome =
                operation.flatMap { $0.returned == nil ? nil : outcomeText($0) } ?? trace?.outcome.map { "\($0)" }
            return StepResult(
                step: step.action.label, atMilliseconds: Double(step.at) / 1_000_000,
                invokedMilliseconds: (operation?.invoked ?? trace?.began).map(milliseconds),
                acknowledgedMilliseconds: acknowledged.map(milliseconds),
                outcome: outcome ?? (trace == nil ? "not started" : "not ended"))
        }
    }

    /// What became of it: an answer, unless a fault undid it later.
    func outcomeText(_ operation: Operation) -> String {
        if operation.outcome == .superseded { return supersededText(by: winner(over: operation)) }
        guard operation.outcome == .ok || operation.outcome == .lost else { return "\(operation.outcome)" }
        switch fate(of: operation) {
        case .lost: return "\(Outcome.lost)"
        case .superseded(let winner): return supersededText(by: winner)
        case nil: return "\(operation.outcome)"
        }
    }

    private func supersededText(by winner: FingerprintBits) -> String {
        winner == .none ? "\(Outcome.superseded)" : "\(Outcome.superseded) by \(winner)"
    }

    /// What stood there when it was answered: the answer names the version.
    private func winner(over operation: Operation) -> FingerprintBits {
        let logged = model.log.first { $0.version == operation.version }?.fingerprint
        let own = model.credential(operation.credential)?.fingerprint
        return logged ?? (operation.fingerprint == own ? .none : operation.fingerprint)
    }

    func fate(of operation: Operation) -> Undoing.Fate? {
        let index = model.operations.firstIndex { $0.number == operation.number }
        return index.flatMap { slot.undone[$0]?.fate }
    }

    var smallestBounds: Bounds {
        var bounds = plan.bounds
        bounds.learn = UInt64(lives.reduce(0) { smallestLearn($0, $1) })
        bounds.refuse = UInt64(lives.map { $0.probes[.adminKey].smallestRefuse }.max() ?? 0)
        return bounds
    }

    /// Nil without managed keys. A making has to be known within `learn`, a death within `refuse`.
    var managedKeyBounds: ManagedKeyBounds? {
        guard let asked = plan.managedKeys else { return nil }
        var learn = lives.map { $0.probes[.managedKey].smallestLearn }.max() ?? 0
        var refuse = lives.map { $0.probes[.managedKey].smallestRefuse }.max() ?? 0
        for change in KeyChange.all(self) {
            for view in lives {
                if change.write.kind == .create {
                    learn = change.smallestBound(learn, view, self)
                } else {
                    refuse = change.smallestBound(refuse, view, self)
                }
            }
        }
        return ManagedKeyBounds(
            askedLearn: asked.learn, askedRefuse: asked.refuse, smallestLearn: UInt64(learn),
            smallestRefuse: UInt64(refuse))
    }

    /// Neither refuses early nor converges late.
    private func smallestLearn(_ least: Int64, _ view: LifeView) -> Int64 {
        slot.changes.indices.dropFirst(2).reduce(max(least, view.probes[.adminKey].smallestLearn)) { least, state in
            let change = slot.changes[state]
            guard change.isCertain, change.acknowledged != .never else { return least }
            let needed = min(view.adoption(of: state) ?? .never, view.window.end)
            return view.window.smallestBound(least, behind: needed - 1, change.acknowledged.later(by:))
        }
    }

    var probeTotals: ProbeTotals {
        ProbeTotals(
            made: lives.reduce(0) { $0 + $1.probes.made }, owed: lives.reduce(0) { $0 + $1.facts.owed },
            outside: model.outsideProbes.count, overHTTP: probesOverHTTP)
    }

    private var probesOverHTTP: Int {
        var count = 0
        for outside in reading.inspected {
            guard case .prober = outside.region.owner else { continue }
            outside.region.forEachProbeRun(in: outside.inspection.soundRanges) { run, _ in count += Int(run.count) }
        }
        return count
    }
}

extension HoldReason {
    var label: String {
        switch self {
        case .frozen: "frozen"
        case .cutOff: "cut-off"
        case .redisDown: "redis-down"
        case .dead: "dead"
        case .starved: "starved"
        }
    }
}

extension StepKind {
    /// The wall clock of some replicas jumps by `by` and goes wrong by `drift` from then on.
    static let skewClock = StepKind("skew-clock", ["pick", "by", "drift"]) { step in
        let by = step.fields.value("by").flatMap { $0.signedDuration(of: "by", log: step.log) }
        let drift = step.fields.value("drift").flatMap { $0.partsPerMillion(of: "drift", log: step.log) }
        if step.fields.value("by") == nil, step.fields.value("drift") == nil {
            step.log.report("skew-clock needs 'by', 'drift' or both", at: step.fields.position)
        }
        return step.requiredPick().map { .skewClock(SkewClock(pick: $0, by: by ?? 0, drift: drift ?? 0)) }
    }
}

extension SkewClock {
    var traits: StepTraits { StepTraits(kind: .skewClock, faults: [.clockSkewed], needs: [.ownReplicas]) }
}

extension SourceNode {
    /// The only duration of a scenario that may be negative.
    fileprivate func signedDuration(of name: String, log: FindingLog) -> Int64? {
        guard case .scalar(var scalar) = content, scalar.text.hasPrefix("-") else {
            return duration(of: name, log: log).map { Int64($0) }
        }
        scalar.text.removeFirst()
        let positive = SourceNode(content: .scalar(scalar), position: position)
        return positive.duration(of: name, log: log).map { -Int64($0) }
    }

    /// `200ppm`, or the bare number.
    fileprivate func partsPerMillion(of name: String, log: FindingLog) -> Double? {
        guard let scalar = scalar(of: name, log: log, expected: "a number of ppm") else { return nil }
        let digits = scalar.text.hasSuffix("ppm") ? scalar.text.dropLast(3) : Substring(scalar.text)
        guard let drift = Double(digits), abs(drift) <= Limits.driftPartsPerMillion, drift.rounded() == drift else {
            let limit = Int(Limits.driftPartsPerMillion)
            log.report("\(name) is a whole number of ppm up to \(limit), not '\(scalar.text)'", at: position)
            return nil
        }
        return drift
    }
}

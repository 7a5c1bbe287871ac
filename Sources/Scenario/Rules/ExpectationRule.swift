extension Rules {
    /// An expectation on something that the scenario never does would be inconclusive in every run.
    @Sendable static func expectationsAreMeasured(_ draft: PlanDraft, log: FindingLog) {
        for expectation in draft.expectations {
            guard let reason = draft.missing(for: expectation.metric.needs) else { continue }
            log.report(
                "nothing in this scenario measures \(expectation.metric.name): \(reason)", at: expectation.position)
        }
    }
}

extension PlanDraft {
    /// Why a metric cannot be measured; nil when it can.
    fileprivate func missing(for needs: Metric.Needs) -> String? {
        switch needs {
        case .nothing: nil
        case .section(let section): missingSection(section)
        case .anySection(let names):
            sections.isDisjoint(with: names)
                ? "it has no section \(names.map { "'\($0)'" }.joined(separator: " or "))" : nil
        case .step(let name): hasNoStep { $0.label == name } ? "it has no step \(name)" : nil
        case .sentinels: redis.plan.topology == .sentinel ? nil : "it has no Sentinels that could fail over"
        case .outage: hasNoStep { $0.traits.takesRedisAway } ? "it has no step that takes Redis away" : nil
        case .publication(let kind): kind.section.flatMap(missingSection) ?? missingPublication(of: kind)
        case .retirement(let kind): kind.section.flatMap(missingSection) ?? missingRetirement(of: kind)
        case .environmentRemoval: missingSection("environments") ?? missingRemoval
        }
    }

    private func missingSection(_ section: String) -> String? {
        sections.contains(section) ? nil : "it has no section '\(section)'"
    }

    private func missingPublication(of kind: MetricKind) -> String? {
        // A fleet comes to its registrations by itself.
        guard kind != .registration, hasNoStep({ $0.traits.publishes(kind) }) else { return nil }
        if kind.section == "environments" { return "it has no step that changes a \(kind.rawValue)" }
        return kind == .managedKey
            ? "it has no step that makes or deactivates a key that is probed"
            : "it has no step that rotates or revokes a key"
    }

    private var missingRemoval: String? {
        hasNoStep { !$0.traits.retiresAll.isEmpty } ? "none of its environments loses a credential" : nil
    }

    private func missingRetirement(of kind: MetricKind) -> String? {
        if kind == .registration { return "a registration is replaced by another one, and not revoked" }
        if kind == .managedKey {
            let mayExpire = managedKeys.plan?.expiring != nil || !managedKeys.isComplete
            return hasNoStep { $0.traits.retires == kind } && !mayExpire ? "none of its managed keys ends" : nil
        }
        if kind.section == "environments" {
            return hasNoStep { $0.traits.retires(kind) } ? "it has no step that ends a \(kind.rawValue)" : nil
        }
        if hasNoStep({ $0.traits.retires == kind }) { return "it has no step that rotates or revokes a key" }
        return replacesNoKey ? "no key is replaced after the first one" : nil
    }

    /// With `initial: off` the first rotation revokes nothing.
    private var replacesNoKey: Bool {
        guard stepsAreComplete else { return false }
        var slot = SlotContents(fleet.plan)
        for step in allSteps { slot.apply(step.action) }
        return !slot.hasPrevious
    }

    /// False also when a step was left out after a finding: it may have been such a one.
    private func hasNoStep(_ isWanted: (StepAction) -> Bool) -> Bool {
        stepsAreComplete && !allSteps.contains { isWanted($0.action) }
    }
}

/// Reads `steps`, sorted by the time at which they start; steps of one time keep the order in which they are written.
struct StepsSection {
    let fleet: FleetPlan
    let redis: RedisPlan
    let registrations: RegistrationsPlan?
    /// The sections that the scenario has, by name.
    let sections: Set<String>
    let log: FindingLog

    /// - Returns: The steps that could be read, and whether those are all.
    func read(_ node: SourceNode?) -> (steps: [StepDraft], areComplete: Bool) {
        guard let node else { return ([], true) }
        guard case .sequence(let nodes) = node.content else {
            log.report("steps is a list, not \(node.typeName)", at: node.position)
            return ([], false)
        }
        guard nodes.count <= Limits.steps else {
            log.report("a scenario has at most \(Limits.steps) steps", at: node.position)
            return ([], false)
        }
        let drafts = nodes.compactMap(readStep)
        let sorted = drafts.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        let areComplete = drafts.count == nodes.count && drafts.allSatisfy(\.isComplete)
        return (sorted.map(\.element), areComplete)
    }

    /// `at`, and one key that names the kind.
    private func readStep(_ node: SourceNode) -> StepDraft? {
        guard let fields = open(node, keys: ["at"] + StepKinds.names) else { return nil }
        let at = fields.requiredDuration("at")
        guard var draft = readAction(of: node, group: false), let at else { return nil }
        draft.at = at
        return draft
    }

    /// A step of a `together`: it starts when that starts.
    private func readChild(_ node: SourceNode) -> StepDraft? {
        if node["at"] != nil {
            let position = node.keyPosition("at")
            log.report("the steps of a together start together: 'at' belongs to the together", at: position)
        }
        guard open(node, keys: ["at"] + StepKinds.names) != nil else { return nil }
        return readAction(of: node, group: true)
    }

    private func open(_ node: SourceNode, keys: [String]) -> Fields? {
        if case .scalar(let scalar) = node.content, !node.isNull {
            let isKind = StepKinds.names.contains(scalar.text)
            log.report(
                "a step is a mapping, not \(node.typeName)", at: node.position,
                suggestion: isKind ? "\(scalar.text): {}" : nil)
            return nil
        }
        return Fields(node, of: "a step", keys: keys, log: log)
    }

    private func readAction(of node: SourceNode, group: Bool) -> StepDraft? {
        guard case .mapping(let entries) = node.content else {
            log.report("a step has none of \(StepKinds.names.joined(separator: ", "))", at: node.position)
            return nil
        }
        let named = entries.filter { StepKinds.named($0.key) != nil }
        guard let entry = named.first, let kind = StepKinds.named(entry.key) else {
            if !entries.contains(where: { $0.key != "at" }) {
                log.report("the step does nothing: it has only its time", at: node.position)
            }
            return nil
        }
        for other in named.dropFirst() where other.key != entry.key {
            log.report("one step does one thing; for several at once there is 'together'", at: other.keyPosition)
        }
        return read(kind, entry, group: group)
    }

    private func read(_ kind: StepKind, _ entry: SourceEntry, group: Bool) -> StepDraft? {
        switch kind.form {
        case .parameters(let read):
            if group, kind.name == StepKind.await.name {
                log.report("nothing passes an await, so it cannot be part of a together", at: entry.keyPosition)
            }
            let fields = Fields(
                entry.value, of: kind.name, keys: kind.parameters, at: entry.keyPosition, log: log)
            let reader = fields.map {
                StepReader(
                    fields: $0, fleet: fleet, redis: redis, registrations: registrations, sections: sections)
            }
            guard let action = reader.flatMap(read) else { return nil }
            return StepDraft(action: action, position: entry.keyPosition, parameters: entry.value)
        case .steps(let make):
            return readGroup(entry, nested: group, make)
        }
    }

    private func readGroup(
        _ entry: SourceEntry, nested: Bool, _ make: ([StepAction]) -> StepAction
    ) -> StepDraft? {
        guard !nested else {
            log.report(
                "a together inside a together is the same race: put its steps one level up", at: entry.keyPosition)
            return nil
        }
        guard case .sequence(let nodes) = entry.value.content, !nodes.isEmpty, nodes.count <= Limits.steps else {
            log.report("together takes a list of steps, not \(entry.value.typeName)", at: entry.keyPosition)
            return nil
        }
        let children = nodes.compactMap(readChild)
        return StepDraft(
            action: make(children.map(\.action)), position: entry.keyPosition, parameters: entry.value,
            children: children, isComplete: children.count == nodes.count)
    }
}

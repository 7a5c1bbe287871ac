extension SourceNode {
    /// Reads which replicas a step is about. Whether there are that many is for the rules to say, which know the
    /// steps before this one.
    func pick(log: FindingLog) -> Pick? {
        switch content {
        case .sequence(let nodes): pickOfReplicas(nodes, log: log)
        case .scalar(let scalar) where scalar.text.hasSuffix("%"): pickOfPercent(scalar.text.dropLast(), log: log)
        default: integer(of: "pick", in: 1...Limits.replicas, log: log).map(Pick.count)
        }
    }

    private func pickOfPercent(_ digits: Substring, log: FindingLog) -> Pick? {
        guard let percent = Int(digits), (0...100).contains(percent) else {
            log.report("pick: a share is a whole number from 0% to 100%, not \(digits)%", at: position)
            return nil
        }
        return .percent(percent)
    }

    private func pickOfReplicas(_ nodes: [SourceNode], log: FindingLog) -> Pick? {
        guard !nodes.isEmpty else {
            log.report("pick: the list names no replica", at: position)
            return nil
        }
        let numbers = nodes.compactMap { $0.replicaNumber(log: log) }
        guard numbers.count == nodes.count else { return nil }
        var seen: Set<Int> = []
        for (number, node) in zip(numbers, nodes) where !seen.insert(number).inserted {
            log.report("pick names replica \(number) twice", at: node.position)
        }
        return .replicas(numbers)
    }

    /// `7`, or `r7` as reports write it.
    private func replicaNumber(log: FindingLog) -> Int? {
        if case .scalar(let scalar) = content, let number = Int(scalar.text.drop { $0 == "r" }), number > 0 {
            return number
        }
        log.report("pick: \(typeName) is no replica; they are called 1, 2, 3, … or r1, r2, r3, …", at: position)
        return nil
    }
}

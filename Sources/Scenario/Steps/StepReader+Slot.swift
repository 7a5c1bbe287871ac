/// Parameters that every change of the slot has.
extension StepReader {
    /// `confirm: 1` or `confirm: all`: how many Redis replicas have to acknowledge.
    func replicaConfirm() -> Int? {
        confirm("Redis replicas", available: redis.replicas)
    }

    /// `by: 2`.
    func operatorNumber() -> OperatorNumber? {
        fields.integer("by", in: 1...OperatorNumber.allCases.count).flatMap(OperatorNumber.init)
    }

    /// A number of those that the topology has, or all of them.
    func confirm(_ whom: String, available: Int) -> Int? {
        guard let node = fields.value("confirm") else { return nil }
        if case .scalar(let scalar) = node.content, scalar.text == "all" {
            guard available == 0 else { return available }
            log.report("confirm: all asks \(whom), and the topology has none", at: node.position)
            return nil
        }
        guard let count = confirmCount(node) else { return nil }
        guard count > available else { return count }
        log.report("confirm: \(count) asks more \(whom) than the topology has (\(available))", at: node.position)
        return nil
    }

    private func confirmCount(_ node: SourceNode) -> Int? {
        if case .scalar(let scalar) = node.content, scalar.isPlain, let count = Int(scalar.text), count >= 0 {
            return count
        }
        let nearest = Spelling.nearest(to: node.wordOrNothing, in: ["all"])
        log.report("confirm is a whole number or all, not \(node.typeName)", at: node.position, suggestion: nearest)
        return nil
    }
}

extension SourceNode {
    /// The text of a leaf, for a guess at what was meant.
    var wordOrNothing: String {
        if case .scalar(let scalar) = content { scalar.text } else { "" }
    }
}

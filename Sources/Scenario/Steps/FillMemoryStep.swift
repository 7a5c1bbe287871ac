extension StepKind {
    /// Writes are refused for want of memory, until `for` has passed.
    static let fillMemory = StepKind("fill-memory", ["node", "for"]) { step in
        let node = step.node()
        if node == .replica {
            step.log.report(
                "a Redis replica takes no writes that it could refuse for want of memory",
                at: step.fields.position(of: "node"))
        }
        guard let duration = step.fields.requiredSpan("for"), let node else { return nil }
        return .fillMemory(FillMemory(node: node, duration: duration))
    }
}

extension FillMemory {
    var traits: StepTraits {
        StepTraits(kind: .fillMemory, faults: [.memoryFilled], lasts: duration, needs: [.ownRedis])
    }
}

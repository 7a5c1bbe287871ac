extension StepKind {
    /// The links between two sides carry nothing.
    static let partition = StepKind("partition", ["between", "kind", "direction", "for"]) { step in
        let between = step.linkEnds()
        let kind = step.fields.choice("kind", of: Partition.Kind.self) ?? .cut
        let direction = step.fields.choice("direction", of: Partition.Direction.self) ?? .both
        guard let duration = step.fields.requiredSpan("for"), let between else { return nil }
        return .partition(Partition(between: between, kind: kind, direction: direction, duration: duration))
    }
}

extension Partition {
    var traits: StepTraits {
        StepTraits(
            kind: .partition, faults: [.linksCut], lasts: duration, needs: [.ownRedis, .linkProxies],
            takesRedisAway: between.touchRedis)
    }
}

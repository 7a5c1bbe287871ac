/// The two sides of a fault on links.
extension StepReader {
    /// `between: [primary, [redis-2, sentinels]]`.
    func linkEnds() -> LinkEnds? {
        guard let node = fields.required("between") else { return nil }
        guard case .sequence(let sides) = node.content else {
            log.report("between is a list of two sides, not \(node.typeName)", at: node.position)
            return nil
        }
        guard sides.count == 2 else {
            log.report(
                "between takes two sides, not \(sides.count); a side of several is a list of its own",
                at: node.position)
            return nil
        }
        let first = side(sides[0], isSecond: false)
        let second = side(sides[1], isSecond: true)
        guard let first, let second else { return nil }
        LinkSides(first: first, second: second, redis: redis).check(at: node.position, log: log)
        return LinkEnds(first: first.map(\.item), second: second.map(\.item))
    }

    /// - Returns: Nil after a finding.
    private func side(_ node: SourceNode, isSecond: Bool) -> [PlacedLinkItem]? {
        guard !node.linkItemNodes.isEmpty else {
            log.report("between: a side is empty", at: node.position)
            return nil
        }
        let items = node.linkItemNodes.map { placed($0, isSecond: isSecond) }
        let read = items.compactMap(\.self)
        return read.count == items.count ? read : nil
    }

    private func placed(_ node: SourceNode, isSecond: Bool) -> PlacedLinkItem? {
        guard let item = node.linkItem(of: redis, log: log) else { return nil }
        if item == .rest, !isSecond {
            log.report(
                "between: rest is what the first side leaves, so it stands on the second", at: node.position)
            return nil
        }
        if case .replicas(.percent(0)) = item {
            log.report("between: 0% is nobody", at: node.position)
            return nil
        }
        return PlacedLinkItem(item: item, position: node.position)
    }
}

/// An item with the place where it was written.
struct PlacedLinkItem {
    let item: LinkItem
    let position: Position
}

extension SourceNode {
    /// The items of one side, which is a list or a single one.
    var linkItemNodes: [SourceNode] {
        if case .sequence(let nodes) = content { nodes } else { [self] }
    }
}

extension SourceNode {
    /// A word, a share of the fleet, or a `pick` of it.
    private static let pickKey = "pick"

    func linkItem(of redis: RedisPlan, log: FindingLog) -> LinkItem? {
        switch content {
        case .mapping:
            let fields = Fields(self, of: "a side of between", keys: [Self.pickKey], log: log)
            return fields?.required(Self.pickKey)?.pick(log: log).map(LinkItem.replicas)
        case .scalar(let scalar) where scalar.text.hasSuffix("%"):
            return pick(log: log).map(LinkItem.replicas)
        case .scalar(let scalar):
            if let item = redis.linkItems[scalar.text] { return item }
            reportUnknown(scalar, redis, log: log)
        case .sequence:
            log.report("between: a side is a list of items, and an item is no list", at: position)
        }
        return nil
    }

    private func reportUnknown(_ scalar: SourceScalar, _ redis: RedisPlan, log: FindingLog) {
        let words = redis.linkWords
        let isCount = scalar.isPlain && Int(scalar.text) != nil
        let nearest = isCount ? "{ pick: \(scalar.text) }" : Spelling.nearest(to: scalar.text, in: words)
        let known = nearest == nil ? "; there are \(words.joined(separator: ", ")), 30%, { pick: … }" : ""
        log.report("between: this run has no \(typeName)\(known)", at: position, suggestion: nearest)
    }

    /// Where the `pick` of an item stands, or the item.
    var pickPosition: Position { self[Self.pickKey]?.position ?? position }
}

extension RedisPlan {
    /// Every item that is one word in this topology, in the order in which they are offered.
    private var wordedLinkItems: [LinkItem] {
        nodeNames.map { .redis(RedisNode(name: $0)) } + [.everyRedis]
            + (sentinels > 0 ? [.everySentinel] : []) + sentinelNames.map { .sentinel($0) }
            + OperatorNumber.allCases.map { .operator($0) } + [.fleet, .rest]
    }

    var linkWords: [String] { wordedLinkItems.map(\.description) }

    var linkItems: [String: LinkItem] {
        Dictionary(uniqueKeysWithValues: wordedLinkItems.map { ($0.description, $0) })
    }
}

extension StepKind {
    /// SIGKILL of one Sentinel by its name, or of some.
    static let killSentinel = StepKind("kill-sentinel", ["name", "pick", "restart-after"]) { step in
        let restartAfter = step.fields.duration("restart-after")
        return step.sentinels().map { .killSentinel(KillSentinel(who: $0, restartAfter: restartAfter)) }
    }
}

extension KillSentinel {
    var traits: StepTraits {
        StepTraits(
            kind: .killSentinel, faults: [.sentinelKilled], lasts: restartAfter ?? 0, needs: [.ownRedis, .sentinels])
    }
}

extension StepReader {
    /// Exactly one of `name` and `pick`.
    fileprivate func sentinels() -> KillSentinel.Who? {
        switch (fields.value("name"), fields.value("pick")) {
        case (let name?, nil): return sentinel(named: name).map(KillSentinel.Who.named)
        case (nil, let pick?): return numberOfSentinels(pick).map(KillSentinel.Who.count)
        case (nil, nil): log.report("kill-sentinel needs 'name' or 'pick'", at: fields.position)
        case (_?, _?): log.report("kill-sentinel takes 'name' or 'pick', not both", at: fields.position)
        }
        return nil
    }

    private func sentinel(named node: SourceNode) -> String? {
        guard let name = node.text(of: "name", log: log) else { return nil }
        let names = redis.sentinelNames
        guard redis.topology == .sentinel, !names.contains(name) else { return name }
        log.report(
            "there is no Sentinel '\(name)', only \(names.joined(separator: ", "))", at: node.position,
            suggestion: Spelling.nearest(to: name, in: names))
        return nil
    }

    private func numberOfSentinels(_ node: SourceNode) -> Int? {
        guard let count = node.integer(of: "pick", in: 1...Int.max, log: log) else { return nil }
        guard redis.topology == .sentinel, count > redis.sentinels else { return count }
        log.report("pick: \(count) of \(redis.sentinels) Sentinels", at: node.position)
        return nil
    }
}

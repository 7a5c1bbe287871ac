extension StepKind {
    /// `upstream: { hold-starts: { environment: web, pick: 5, for: 1s } }`: what upstream does wrong.
    static let upstream = StepKind("upstream", UpstreamWord.allCases.map(\.rawValue)) { step in
        let words = UpstreamWord.allCases.filter { step.fields.value($0.rawValue) != nil || step.names($0) }
        guard let word = words.first else {
            step.log.report("upstream does nothing: it has none of \(UpstreamWord.list)", at: step.fields.position)
            return nil
        }
        for other in words.dropFirst() {
            step.log.report(
                "upstream does one thing; for several at once there is 'together'",
                at: step.fields.position(of: other.rawValue))
        }
        return step.trouble(word).map(StepAction.upstream)
    }
}

private enum UpstreamWord: String, CaseIterable {
    case holdStarts = "hold-starts"
    case failStarts = "fail-starts"
    case refuseStarts = "refuse-starts"
    case dropConnections = "drop-connections"

    static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// - Parameter duration: how long; not said of what happens once.
    func kind(_ duration: UInt64) -> UpstreamTrouble.Kind {
        switch self {
        case .holdStarts: .holdStarts(duration)
        case .failStarts: .failStarts(duration)
        case .refuseStarts: .refuseStarts(duration)
        case .dropConnections: .dropConnections
        }
    }
}

extension StepReader {
    /// Whether the word stands there with nothing behind it.
    fileprivate func names(_ word: UpstreamWord) -> Bool {
        fields.position(of: word.rawValue) != fields.position
    }

    fileprivate func trouble(_ word: UpstreamWord) -> UpstreamTrouble? {
        let isOnce = word == .dropConnections
        let node = fields.value(word.rawValue) ?? .nothing(at: fields.position(of: word.rawValue))
        let names = ["environment", "keys", "pick"] + (isOnce ? [] : ["for"])
        guard let own = Fields(node, of: word.rawValue, keys: names, log: log) else { return nil }
        let duration = isOnce ? 0 : own.requiredSpan("for")
        let pick = own.value("pick").flatMap { $0.somePick(log: log) }
        let keys = own.choice("keys", of: UpstreamTrouble.Keys.self)
        guard let duration else { return nil }
        return UpstreamTrouble(
            kind: word.kind(duration), pick: pick, target: own.environmentTarget() ?? .all, keys: keys)
    }
}

extension SourceNode {
    fileprivate static func nothing(at position: Position) -> SourceNode {
        SourceNode(content: .scalar(SourceScalar(text: "", isPlain: true)), position: position)
    }

    /// Replicas of which a step is said; nobody is none.
    func somePick(log: FindingLog) -> Pick? {
        guard let pick = pick(log: log) else { return nil }
        guard pick != .percent(0) else {
            log.report("pick: 0% is nobody", at: position)
            return nil
        }
        return pick
    }
}

extension UpstreamTrouble {
    var traits: StepTraits {
        switch kind {
        case .holdStarts(let duration): StepTraits(document: .upstream, lasts: duration, faults: [.startsHeld])
        case .failStarts(let duration): StepTraits(document: .upstream, lasts: duration, faults: [.startsFailed])
        case .refuseStarts(let duration): StepTraits(document: .upstream, lasts: duration, faults: [.startsRefused])
        case .dropConnections: StepTraits(document: .upstream, faults: [.connectionsDropped])
        }
    }
}

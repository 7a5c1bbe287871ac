import ReplicaProcess

extension WireWriter {
    mutating func put(_ rule: LinkRule) {
        put(rule.id.number)
        put(optional: rule.nodes) { $0.put(list: $1.sorted()) { $0.put($1) } }
        put(optional: rule.peers) { $0.put(list: $1.sorted()) { $0.put($1.bits) } }
        put(rule.kind)
        put(rule.direction.rawValue)
    }

    private mutating func put(_ kind: LinkRule.Kind) {
        switch kind {
        case .cut: put(UInt8(1))
        case .blackhole: put(UInt8(2))
        case .delay(let by, let jitter, let seed):
            put(UInt8(3))
            put(by)
            put(jitter)
            put(seed)
        case .throttle(let rate):
            put(UInt8(4))
            put(rate)
        }
    }
}

extension WireReader {
    mutating func takeRule() throws(WireError) -> LinkRule {
        LinkRule(
            id: LinkRule.ID(try take()),
            nodes: try takeOptional { r throws(WireError) in
                Set(try r.takeList { r throws(WireError) in try r.takeText() })
            },
            peers: try takeOptional { r throws(WireError) in
                Set(try r.takeList { r throws(WireError) in SourceAddress(bits: try r.take()) })
            },
            kind: try takeKind(), direction: try takeCase())
    }

    private mutating func takeKind() throws(WireError) -> LinkRule.Kind {
        switch try take(UInt8.self) {
        case 1: .cut
        case 2: .blackhole
        case 3: .delay(by: try take(), jitter: try take(), seed: try take())
        case 4: .throttle(bytesPerSecond: try take())
        default: throw WireError()
        }
    }
}

import ReplicaProcess

extension LinkProxyOrder: ControlMessage {
    func put(into wire: inout WireWriter) {
        switch self {
        case .targets(let targets):
            wire.put(UInt8(1))
            wire.put(list: targets) { $0.put($1) }
        case .apply(let rule):
            wire.put(UInt8(2))
            wire.put(rule)
        case .lift(let id):
            wire.put(UInt8(3))
            wire.put(id.number)
        case .count:
            wire.put(UInt8(4))
        }
    }

    init(from wire: inout WireReader) throws(WireError) {
        switch try wire.take(UInt8.self) {
        case 1: self = .targets(try wire.takeTargets())
        case 2: self = .apply(try wire.takeRule())
        case 3: self = .lift(LinkRule.ID(try wire.take()))
        case 4: self = .count
        default: throw WireError()
        }
    }
}

extension LinkProxyReport: ControlMessage {
    func put(into wire: inout WireWriter) {
        switch self {
        case .hello(let pid):
            wire.put(UInt8(1))
            wire.put(pid)
        case .listening(let listeners):
            wire.put(UInt8(2))
            wire.put(list: listeners) { $0.put($1) }
        case .proof(let proof):
            wire.put(UInt8(3))
            wire.put(proof)
        case .counts(let counts):
            wire.put(UInt8(4))
            wire.put(list: counts) { $0.put($1) }
        case .refused(let error):
            wire.put(UInt8(5))
            wire.put(error.code.rawValue)
            wire.put(error.detail)
        }
    }

    init(from wire: inout WireReader) throws(WireError) {
        switch try wire.take(UInt8.self) {
        case 1: self = .hello(pid: try wire.take())
        case 2: self = .listening(try wire.takeTargets())
        case 3: self = .proof(try wire.takeProof())
        case 4: self = .counts(try wire.takeList { r throws(WireError) in try r.takeCounts() })
        case 5: self = .refused(LinkProxyError(try wire.takeCase(), try wire.takeText()))
        default: throw WireError()
        }
    }
}

extension WireWriter {
    fileprivate mutating func put(_ target: LinkTarget) {
        put(target.node)
        put(target.port)
    }

    fileprivate mutating func put(_ proof: LinkProof) {
        put(proof.reset)
        put(proof.held)
        put(proof.shaped)
        put(proof.heldBytes)
    }

    fileprivate mutating func put(_ counts: LinkCounts) {
        put(counts.node)
        put(counts.open)
        put(counts.accepted)
        put(counts.towardsNode)
        put(counts.fromNode)
    }
}

extension WireReader {
    fileprivate mutating func takeTargets() throws(WireError) -> [LinkTarget] {
        try takeList { r throws(WireError) in LinkTarget(node: try r.takeText(), port: try r.take()) }
    }

    fileprivate mutating func takeProof() throws(WireError) -> LinkProof {
        var proof = LinkProof()
        proof.reset = try take()
        proof.held = try take()
        proof.shaped = try take()
        proof.heldBytes = try take()
        return proof
    }

    fileprivate mutating func takeCounts() throws(WireError) -> LinkCounts {
        var counts = LinkCounts(node: try takeText())
        counts.open = try take()
        counts.accepted = try take()
        counts.towardsNode = try take()
        counts.fromNode = try take()
        return counts
    }
}

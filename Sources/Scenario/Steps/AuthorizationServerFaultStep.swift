extension StepKind {
    /// The authorization server misbehaves.
    static let authorizationServerFault = StepKind("as-fault", parameters) { step in
        let kind = step.fields.requiredChoice("kind", of: ServerFaultWord.self)
        let upstream = step.upstream()
        let times = step.fields.integer("times", in: 1...Limits.replicas).map { UInt32($0) }
        let duration = step.fields.requiredSpan("for")
        guard let kind else { return nil }
        step.reportForeign(to: kind)
        guard let fault = step.serverFault(kind), let endpoints = step.endpoints(of: kind), let duration else {
            return nil
        }
        return .authorizationServerFault(
            AuthorizationServerFault(
                kind: fault, endpoints: endpoints, upstream: upstream, times: times, duration: duration))
    }

    private static let parameters =
        ["kind", "on", "upstream", "times", "for"] + ["by", "status", "retry-after", "bytes", "pause"]
}

extension AuthorizationServerFault {
    var traits: StepTraits {
        StepTraits(
            kind: .authorizationServerFault, faults: [.serverMisbehaved], lasts: duration, needs: [.registrations])
    }
}

/// The kinds of faults as a scenario writes them.
enum ServerFaultWord: String, CaseIterable {
    case slow, status
    case echoSecrets = "echo-secrets"
    case loseAnswer = "lose-answer"
    case hang, reset, oversized, drip
    case wrongIssuer = "wrong-issuer"
    case redirect
    case notJSON = "not-json"
    case noClient = "no-client"

    /// The parameters that say more about it.
    fileprivate var parameters: Set<String> {
        switch self {
        case .slow: ["by"]
        case .status: ["status", "retry-after"]
        case .echoSecrets: ["status"]
        case .oversized: ["bytes"]
        case .drip: ["bytes", "pause"]
        case .loseAnswer, .hang, .reset, .wrongIssuer, .redirect, .notJSON, .noClient: []
        }
    }
}

extension StepReader {
    fileprivate func reportForeign(to kind: ServerFaultWord) {
        for key in ["by", "status", "retry-after", "bytes", "pause"]
        where fields.value(key) != nil && !kind.parameters.contains(key) {
            log.report("\(key) says nothing about kind: \(kind.rawValue)", at: fields.position(of: key))
        }
    }

    fileprivate func serverFault(_ kind: ServerFaultWord) -> AuthorizationServerFault.Kind? {
        switch kind {
        case .slow: fields.requiredSpan("by").map { .slow(by: $0) }
        case .status: refusal(503).map { .status($0, retryAfter: retryAfter()) }
        case .echoSecrets: refusal(401).map { .echoSecrets($0) }
        case .loseAnswer: .loseAnswer
        case .hang: .hang
        case .reset: .reset
        case .oversized: bytes(2 << 20).map { .oversized(bytes: UInt64($0)) }
        case .drip: drip()
        case .wrongIssuer: .wrongIssuer
        case .redirect: .redirect
        case .notJSON: .notJSON
        case .noClient: .noClient
        }
    }

    /// A status that is no yes.
    private func refusal(_ usual: UInt16) -> UInt16? {
        guard fields.value("status") != nil else { return usual }
        return fields.integer("status", in: 300...599).map { UInt16($0) }
    }

    /// In whole seconds, as the header has them.
    private func retryAfter() -> UInt32 {
        guard let time = fields.duration("retry-after") else { return 0 }
        if !time.isMultiple(of: 1_000_000_000) {
            log.report(
                "retry-after is whole seconds, not \(DurationText.text(time))", at: fields.position(of: "retry-after"))
        }
        return UInt32(time / 1_000_000_000)
    }

    private func bytes(_ usual: Int) -> Int? {
        fields.value("bytes") == nil ? usual : fields.integer("bytes", in: 1...Limits.answerBytes)
    }

    private func drip() -> AuthorizationServerFault.Kind? {
        let pause = fields.value("pause") == nil ? 100_000_000 : fields.requiredSpan("pause")
        guard let count = bytes(1), let pause else { return nil }
        return .drip(bytes: UInt32(count), pause: pause)
    }

    /// `on: [register, token]`, or a single one; nil after a finding.
    fileprivate func endpoints(of kind: ServerFaultWord) -> Set<AuthorizationServerFault.Endpoint>? {
        guard let node = fields.value("on") else { return kind == .wrongIssuer ? [.discovery] : [.register] }
        var nodes = [node]
        if case .sequence(let items) = node.content { nodes = items }
        guard !nodes.isEmpty else {
            log.report("on: the list names no endpoint", at: node.position)
            return nil
        }
        let found = nodes.compactMap { $0.choice(of: "on", AuthorizationServerFault.Endpoint.self, log: log) }
        guard found.count == nodes.count else { return nil }
        if kind == .wrongIssuer, found != [.discovery] {
            log.report("on: only the document of discovery names an issuer", at: node.position)
        }
        return Set(found)
    }
}

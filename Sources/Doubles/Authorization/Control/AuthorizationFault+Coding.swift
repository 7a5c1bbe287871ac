import ReplicaProcess

extension WireWriter {
    mutating func put(_ fault: AuthorizationFault) {
        put(fault.id.number)
        put(list: fault.endpoints.sorted { $0.rawValue < $1.rawValue }) { $0.put($1.rawValue) }
        put(optional: fault.tenant) { $0.put($1) }
        put(optional: fault.times) { $0.put($1) }
        put(fault.delay)
        put(fault.kind)
    }

    private mutating func put(_ kind: AuthorizationFault.Kind) {
        switch kind {
        case .slow: put(UInt8(1))
        case .status(let status, let retryAfter):
            put(UInt8(2))
            put(status)
            put(retryAfter)
        case .echoSecrets(let status):
            put(UInt8(3))
            put(status)
        case .loseAnswer: put(UInt8(4))
        case .hang: put(UInt8(5))
        case .reset: put(UInt8(6))
        case .oversized(let count, let declaresLength):
            put(UInt8(7))
            put(count)
            put(declaresLength)
        case .drip(let count, let pause):
            put(UInt8(8))
            put(count)
            put(pause)
        case .wrongIssuer: put(UInt8(9))
        case .redirect(let target):
            put(UInt8(10))
            put(target)
        case .answer(let text, let contentType):
            put(UInt8(11))
            put(text)
            put(contentType)
        }
    }
}

extension WireReader {
    mutating func takeFault() throws(WireError) -> AuthorizationFault {
        let id = AuthorizationFault.ID(try take())
        let endpoints: [AuthorizationFault.Endpoint] = try takeList { r throws(WireError) in try r.takeCase() }
        let tenant = try takeOptional { r throws(WireError) in try r.takeText() }
        let times: UInt32? = try takeOptional { r throws(WireError) in try r.take() }
        let delay: UInt64 = try take()
        return AuthorizationFault(
            id: id, try takeKind(), on: Set(endpoints), tenant: tenant, times: times, delay: delay)
    }

    private mutating func takeKind() throws(WireError) -> AuthorizationFault.Kind {
        switch try take(UInt8.self) {
        case 1: .slow
        case 2: .status(try take(), retryAfter: try take())
        case 3: .echoSecrets(try take())
        case 4: .loseAnswer
        case 5: .hang
        case 6: .reset
        case 7: .oversized(try take(), declaresLength: try takeFlag())
        case 8: .drip(try take(), pause: try take())
        case 9: .wrongIssuer
        case 10: .redirect(to: try takeText())
        case 11: .answer(try takeText(), contentType: try takeText())
        default: throw WireError()
        }
    }
}

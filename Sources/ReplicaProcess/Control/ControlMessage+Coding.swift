import Credentials
import History
import ReplicaCore

extension ReplicaOrder {
    package var encoded: [UInt8] {
        var wire = WireWriter()
        switch self {
        case .welcome(let configuration):
            wire.put(UInt8(1))
            wire.put(configuration)
        case .know(let number, let tokens):
            wire.put(UInt8(2))
            wire.put(number)
            wire.put(list: tokens) { $0.put($1) }
        case .judge(let number, let text, let route):
            wire.put(UInt8(3))
            wire.put(number)
            wire.put(text)
            wire.put(route.word)
        case .skew(let number, let offset, let drift):
            wire.put(UInt8(4))
            wire.put(number)
            wire.put(offset)
            wire.put(drift)
        case .stop:
            wire.put(UInt8(5))
        case .password(let password):
            wire.put(UInt8(6))
            wire.put(password)
        case .createKey(let number, let credential):
            wire.put(UInt8(7))
            wire.put(number)
            wire.put(credential.number)
        case .deactivateKey(let number, let credential):
            wire.put(UInt8(8))
            wire.put(number)
            wire.put(credential.number)
        case .useRegistration(let number, let id):
            wire.put(UInt8(9))
            wire.put(number)
            wire.put(id.number)
        case .environmentStatus(let number):
            wire.put(UInt8(10))
            wire.put(number)
        case .closeEnvironment(let number, let environment):
            wire.put(UInt8(11))
            wire.put(number)
            wire.put(environment.number)
        case .tokens(let order):
            wire.put(UInt8(40))
            wire.put(order)
        }
        return wire.bytes
    }

    package init(decoding bytes: [UInt8]) throws(WireError) {
        var wire = WireReader(bytes)
        switch try wire.take(UInt8.self) {
        case 1: self = .welcome(try wire.takeConfiguration())
        case 2: self = .know(number: try wire.take(), try wire.takeList { r throws(WireError) in try r.takeToken() })
        case 3:
            self = .judge(number: try wire.take(), text: try wire.takeSecret(), on: try wire.takeRoute())
        case 4: self = .skew(number: try wire.take(), offset: try wire.take(), drift: try wire.take())
        case 5: self = .stop
        case 6: self = .password(try wire.takeSecret())
        case 7: self = .createKey(number: try wire.take(), CredentialID(try wire.take()))
        case 8: self = .deactivateKey(number: try wire.take(), CredentialID(try wire.take()))
        case 9: self = .useRegistration(number: try wire.take(), RegistrationID(try wire.take()))
        case 10: self = .environmentStatus(number: try wire.take())
        case 11: self = .closeEnvironment(number: try wire.take(), CredentialID(try wire.take()))
        case 40: self = .tokens(try wire.takeTokenWorkOrder())
        default: throw WireError()
        }
    }
}

extension ReplicaReport {
    package var encoded: [UInt8] {
        var wire = WireWriter()
        switch self {
        case .hello(let life, let pid):
            wire.put(UInt8(1))
            wire.put(life)
            wire.put(pid)
        case .ready(let confirmed):
            wire.put(UInt8(2))
            wire.put(confirmed)
        case .knows(let number):
            wire.put(UInt8(3))
            wire.put(number)
        case .judged(let number, let isAccepted):
            wire.put(UInt8(4))
            wire.put(number)
            wire.put(isAccepted)
        case .generated(let secret):
            wire.put(UInt8(5))
            wire.put(secret)
        case .failed(let sentence):
            wire.put(UInt8(6))
            wire.put(sentence)
        case .ended:
            wire.put(UInt8(7))
        case .settled:
            wire.put(UInt8(8))
        case .skewed(let number):
            wire.put(UInt8(9))
            wire.put(number)
        case .keyWritten(let number, let write):
            wire.put(UInt8(10))
            wire.put(number)
            wire.put(write.outcome.rawValue)
            wire.put(write.revision)
            wire.put(write.time)
        case .registrationUsed(let number, let use):
            wire.put(UInt8(11))
            wire.put(number)
            wire.put(use.rawValue)
        case .environmentStatus(let number, let reports, let isLast):
            wire.put(UInt8(12))
            wire.put(number)
            wire.put(list: reports) { $0.put($1) }
            wire.put(isLast)
        case .environmentClosed(let number, let isDone):
            wire.put(UInt8(13))
            wire.put(number)
            wire.put(isDone)
        case .tokens(let report):
            wire.put(UInt8(40))
            wire.put(report)
        case .wonKey(let secret):
            wire.put(UInt8(14))
            wire.put(secret)
        case .listening(let port):
            wire.put(UInt8(15))
            wire.put(port)
        }
        return wire.bytes
    }

    package init(decoding bytes: [UInt8]) throws(WireError) {
        var wire = WireReader(bytes)
        switch try wire.take(UInt8.self) {
        case 1: self = .hello(try wire.takeLife(), pid: try wire.take())
        case 2: self = .ready(confirmed: try wire.takeFlag())
        case 3: self = .knows(number: try wire.take())
        case 4: self = .judged(number: try wire.take(), isAccepted: try wire.takeFlag())
        case 5: self = .generated(try wire.takeSecret())
        case 6: self = .failed(try wire.takeText())
        case 7: self = .ended
        case 8: self = .settled
        case 9: self = .skewed(number: try wire.take())
        case 10: self = .keyWritten(number: try wire.take(), try wire.takeKeyWrite())
        case 11: self = .registrationUsed(number: try wire.take(), try wire.takeCase())
        case 12:
            self = .environmentStatus(
                number: try wire.take(), try wire.takeList { r throws(WireError) in try r.takeEnvironmentReport() },
                isLast: try wire.takeFlag())
        case 13: self = .environmentClosed(number: try wire.take(), isDone: try wire.takeFlag())
        case 40: self = .tokens(try wire.takeTokenWorkReport())
        case 14: self = .wonKey(try wire.takeSecret())
        case 15: self = .listening(port: try wire.take())
        default: throw WireError()
        }
    }
}

extension WireWriter {
    package mutating func put(_ secret: Secret) { secret.withBytes { put(counted: $0) } }

    package mutating func put(_ life: Life) {
        put(life.replica.number)
        put(life.incarnation.number)
    }

    package mutating func put(_ token: KnownToken) {
        put(token.id.number)
        put(token.secret)
        put(token.fingerprint.bits)
        put(token.managed != nil)
        if let managed = token.managed { put(managed) }
        put(optional: token.environment) { wire, environment in
            wire.put(environment.kind.rawValue)
            wire.put(environment.environment.number)
        }
    }

    private mutating func put(_ managed: KnownToken.Managed) {
        put(managed.id != nil)
        put(managed.id?.high ?? 0)
        put(managed.id?.low ?? 0)
        put(managed.expiresAt?.nanoseconds ?? .max)
    }
}

extension WireReader {
    package mutating func takeSecret() throws(WireError) -> Secret { Secret(bytes: try takeCounted()) }

    package mutating func takeLife() throws(WireError) -> Life {
        Life(ReplicaID(try take()), Incarnation(try take()))
    }

    fileprivate mutating func takeKeyWrite() throws(WireError) -> KeyWrite {
        guard let outcome = Outcome(rawValue: try take()) else { throw WireError() }
        return KeyWrite(outcome: outcome, revision: try take(), time: try take())
    }

    package mutating func takeToken() throws(WireError) -> KnownToken {
        KnownToken(
            id: CredentialID(try take()), secret: try takeSecret(), fingerprint: FingerprintBits(try take()),
            managed: try takeFlag() ? try takeManaged() : nil,
            environment: try takeOptional { r throws(WireError) in try r.takeOfEnvironment() })
    }

    /// Of no other kind than the three that an environment has.
    private mutating func takeOfEnvironment() throws(WireError) -> KnownToken.OfEnvironment {
        let kind = try takeCase(CredentialKind.self)
        guard EnvironmentCredentialKind(kind) != nil else { throw WireError() }
        return KnownToken.OfEnvironment(kind: kind, environment: CredentialID(try take()))
    }

    private mutating func takeManaged() throws(WireError) -> KnownToken.Managed {
        let isStored = try takeFlag()
        let id = ManagedKeyID(high: try take(), low: try take())
        let end: Int64 = try take()
        return KnownToken.Managed(
            id: isStored ? id : nil, expiresAt: end == .max ? nil : WallTime(nanoseconds: end))
    }
}

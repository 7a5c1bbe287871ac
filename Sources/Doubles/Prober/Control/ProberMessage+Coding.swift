import History
import ReplicaProcess

extension ProberOrder {
    var encoded: [UInt8] {
        var wire = WireWriter()
        switch self {
        case .pace(let pace):
            wire.put(UInt8(1))
            wire.put(pace.every)
            wire.put(pace.coldPerSecond)
            wire.put(pace.hotPerSecond)
        case .know(let number, let tokens):
            wire.put(UInt8(2))
            wire.put(number)
            wire.put(list: tokens) { $0.put($1) }
        case .watch(let target):
            wire.put(UInt8(3))
            wire.put(target)
        case .leave(let life):
            wire.put(UInt8(4))
            wire.put(life)
        }
        return wire.bytes
    }

    init(decoding bytes: [UInt8]) throws(WireError) {
        var wire = WireReader(bytes)
        switch try wire.take(UInt8.self) {
        case 1:
            self = .pace(
                ProberPace(every: try wire.take(), coldPerSecond: try wire.take(), hotPerSecond: try wire.take()))
        case 2: self = .know(number: try wire.take(), try wire.takeList { r throws(WireError) in try r.takeToken() })
        case 3: self = .watch(try wire.takeTarget())
        case 4: self = .leave(try wire.takeLife())
        default: throw WireError()
        }
    }
}

extension ProberReport {
    var encoded: [UInt8] {
        var wire = WireWriter()
        switch self {
        case .hello(let pid):
            wire.put(UInt8(1))
            wire.put(pid)
        case .knows(let number):
            wire.put(UInt8(2))
            wire.put(number)
        case .answers(let life):
            wire.put(UInt8(3))
            wire.put(life)
        case .warm(let life):
            wire.put(UInt8(4))
            wire.put(life)
        case .verdict(let life, let credential, let isAccepted):
            wire.put(UInt8(5))
            wire.put(life)
            wire.put(credential.number)
            wire.put(isAccepted)
        case .trouble(let life, let sentence):
            wire.put(UInt8(6))
            wire.put(life)
            wire.put(sentence)
        }
        return wire.bytes
    }

    init(decoding bytes: [UInt8]) throws(WireError) {
        var wire = WireReader(bytes)
        switch try wire.take(UInt8.self) {
        case 1: self = .hello(pid: try wire.take())
        case 2: self = .knows(number: try wire.take())
        case 3: self = .answers(try wire.takeLife())
        case 4: self = .warm(try wire.takeLife())
        case 5:
            self = .verdict(
                try wire.takeLife(), CredentialID(try wire.take()), isAccepted: try wire.takeFlag())
        case 6: self = .trouble(try wire.takeLife(), try wire.takeText())
        default: throw WireError()
        }
    }
}

extension WireWriter {
    fileprivate mutating func put(_ target: ProbeTarget) {
        put(target.life)
        put(target.pid)
        put(target.port)
        put(optional: target.readyPath) { $0.put($1) }
        switch target.kind {
        case .gateway: put(UInt8(1))
        case .foreign(let path, let header, let before, let after):
            put(UInt8(2))
            for text in [path, header, before, after] { put(text) }
        }
    }
}

extension WireReader {
    fileprivate mutating func takeTarget() throws(WireError) -> ProbeTarget {
        ProbeTarget(
            life: try takeLife(), pid: try take(), port: try take(),
            readyPath: try takeOptional { r throws(WireError) in try r.takeText() }, kind: try takeKind())
    }

    private mutating func takeKind() throws(WireError) -> ProbeTarget.Kind {
        switch try take(UInt8.self) {
        case 1: .gateway
        case 2:
            .foreign(path: try takeText(), header: try takeText(), before: try takeText(), after: try takeText())
        default: throw WireError()
        }
    }
}

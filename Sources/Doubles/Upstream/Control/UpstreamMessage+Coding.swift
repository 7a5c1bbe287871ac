import Credentials
import ReplicaProcess

extension UpstreamOrder: ControlMessage {
    func put(into wire: inout WireWriter) {
        switch self {
        case .learn(let keys):
            wire.put(UInt8(1))
            wire.put(list: keys) { $0.put($1) }
        case .apply(let fault):
            wire.put(UInt8(2))
            wire.put(fault)
        case .prove(let fault):
            wire.put(UInt8(3))
            wire.put(fault)
        case .lift(let fault):
            wire.put(UInt8(4))
            wire.put(fault)
        case .publish(let credentials):
            wire.put(UInt8(5))
            wire.put(numbers: credentials)
        case .drop(let scope):
            wire.put(UInt8(6))
            wire.put(scope)
        case .count: wire.put(UInt8(7))
        case .read(let serial):
            wire.put(UInt8(8))
            wire.put(serial)
        }
    }

    init(from wire: inout WireReader) throws(WireError) {
        switch try wire.take(UInt8.self) {
        case 1: self = .learn(try wire.takeList { r throws(WireError) in try r.takeKey() })
        case 2: self = .apply(try wire.takeFault())
        case 3: self = .prove(fault: try wire.take())
        case 4: self = .lift(fault: try wire.take())
        case 5: self = .publish(try wire.takeNumbers())
        case 6: self = .drop(try wire.takeScope())
        case 7: self = .count
        case 8: self = .read(after: try wire.take())
        default: throw WireError()
        }
    }
}

extension UpstreamReport: ControlMessage {
    func put(into wire: inout WireWriter) {
        switch self {
        case .hello(let pid, let port):
            wire.put(UInt8(1))
            wire.put(pid)
            wire.put(port)
        case .done: wire.put(UInt8(2))
        case .touched(let count):
            wire.put(UInt8(3))
            wire.put(count)
        case .published(let number, let reached):
            wire.put(UInt8(4))
            wire.put(number)
            wire.put(reached)
        case .counts(let counts, let held):
            wire.put(UInt8(5))
            wire.put(list: counts) { $0.put($1) }
            wire.put(held)
        case .page(let page):
            wire.put(UInt8(6))
            wire.put(page.first)
            wire.put(list: page.entries) { $0.put($1) }
        case .refused(let why):
            wire.put(UInt8(7))
            wire.put(why.rawValue)
        }
    }

    init(from wire: inout WireReader) throws(WireError) {
        switch try wire.take(UInt8.self) {
        case 1: self = .hello(pid: try wire.take(), port: try wire.take())
        case 2: self = .done
        case 3: self = .touched(try wire.take())
        case 4: self = .published(number: try wire.take(), reached: try wire.take())
        case 5:
            self = .counts(try wire.takeList { r throws(WireError) in try r.takeCount() }, held: try wire.take())
        case 6:
            let first: UInt64 = try wire.take()
            self = .page(
                UpstreamPage(entries: try wire.takeList { r throws(WireError) in try r.takeEntry() }, first: first))
        case 7: self = .refused(try wire.takeCase())
        default: throw WireError()
        }
    }
}

extension WireWriter {
    fileprivate mutating func put(_ key: UpstreamKey) {
        put(key.number)
        put(counted: key.secret.withBytes { $0 })
        put(key.window.lowerBound)
        put(key.window.upperBound)
    }

    fileprivate mutating func put(numbers: Set<UInt32>?) {
        put(optional: numbers) { $0.put(list: $1.sorted()) { $0.put($1) } }
    }

    fileprivate mutating func put(_ scope: UpstreamScope) {
        put(numbers: scope.replicas)
        put(numbers: scope.credentials)
    }

    fileprivate mutating func put(_ fault: UpstreamFault) {
        put(fault.id)
        put(fault.kind.rawValue)
        put(fault.scope)
    }

    fileprivate mutating func put(_ count: UpstreamCount) {
        put(count.replica)
        put(count.incarnation)
        put(count.credential)
        put(count.open)
        put(count.most)
        put(count.opened)
    }

    fileprivate mutating func put(_ entry: UpstreamEntry) {
        put(entry.serial)
        put(entry.time)
        put(entry.replica)
        put(entry.incarnation)
        put(entry.credential)
        put(entry.what.rawValue)
    }
}

extension WireReader {
    fileprivate mutating func takeKey() throws(WireError) -> UpstreamKey {
        let number: UInt32 = try take()
        let secret = Secret(bytes: try takeCounted())
        let (from, until): (UInt64, UInt64) = (try take(), try take())
        guard from <= until else { throw WireError() }
        return UpstreamKey(number: number, secret: secret, window: from...until)
    }

    fileprivate mutating func takeNumbers() throws(WireError) -> Set<UInt32>? {
        try takeOptional { r throws(WireError) in
            Set(try r.takeList { r throws(WireError) -> UInt32 in try r.take() })
        }
    }

    fileprivate mutating func takeScope() throws(WireError) -> UpstreamScope {
        UpstreamScope(replicas: try takeNumbers(), credentials: try takeNumbers())
    }

    fileprivate mutating func takeFault() throws(WireError) -> UpstreamFault {
        UpstreamFault(id: try take(), kind: try takeCase(), scope: try takeScope())
    }

    fileprivate mutating func takeCount() throws(WireError) -> UpstreamCount {
        var count = UpstreamCount(replica: try take(), incarnation: try take(), credential: try take())
        count.open = try take()
        count.most = try take()
        count.opened = try take()
        return count
    }

    fileprivate mutating func takeEntry() throws(WireError) -> UpstreamEntry {
        UpstreamEntry(
            serial: try take(), time: try take(), replica: try take(), incarnation: try take(), credential: try take(),
            what: try takeCase())
    }
}

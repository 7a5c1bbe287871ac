import History
import ReplicaProcess

/// What the coordinator asks of the zygote. `tag` names the child in every later report.
enum ZygoteOrder: Equatable, Sendable {
    case fork(tag: UInt32, Life)
    case spawn(tag: UInt32, Program)
    /// A helper process: forked like a replica, no exec.
    case help(tag: UInt32, Helper)
    /// Only ever to a child that is still the zygote's own: a pid that was reaped is refused.
    case signal(tag: UInt32, number: Int32)
    /// Kill and reap all children, remove the private directory, end.
    case end
}

/// A program to run by fork and exec, with no environment but what stands here.
struct Program: Equatable, Sendable {
    var role: ProcessRole
    var path: String
    var arguments: [String]
    var log: String
    /// Of a replica that is somebody else's program. It leads a process group of its own, which gets its signals: such a
    /// program may start others.
    var life: Life?
    /// Lines `NAME=value`; nil for what every server of ours gets.
    var environment: [String]?
    /// Where it runs; nil for where we do.
    var directory: String?
}

/// A process of our own that stands in for something around the fleet.
struct Helper: Equatable, Sendable {
    enum Kind: UInt8, Sendable, CaseIterable { case linkProxy = 1, authorizationServer, upstream, prober }

    var kind: Kind
    /// Where it says hello.
    var controlPath: String
}

enum ZygoteReport: Equatable, Sendable {
    case forked(tag: UInt32, pid: Int32)
    case forkFailed(tag: UInt32, code: Int32)
    case stopped(tag: UInt32)
    case continued(tag: UInt32)
    /// `status` as wait(2) gives it.
    case exited(tag: UInt32, status: Int32)
}

extension ZygoteOrder {
    var encoded: [UInt8] {
        var wire = WireWriter()
        switch self {
        case .fork(let tag, let life):
            wire.put(UInt8(1))
            wire.put(tag)
            wire.put(life)
        case .spawn(let tag, let program):
            wire.put(UInt8(2))
            wire.put(tag)
            wire.put(program)
        case .signal(let tag, let number):
            wire.put(UInt8(3))
            wire.put(tag)
            wire.put(number)
        case .end:
            wire.put(UInt8(4))
        case .help(let tag, let helper):
            wire.put(UInt8(5))
            wire.put(tag)
            wire.put(helper.kind.rawValue)
            wire.put(helper.controlPath)
        }
        return wire.bytes
    }

    init(decoding bytes: [UInt8]) throws(WireError) {
        var wire = WireReader(bytes)
        switch try wire.take(UInt8.self) {
        case 1: self = .fork(tag: try wire.take(), try wire.takeLife())
        case 2:
            self = .spawn(tag: try wire.take(), try wire.takeProgram())
        case 3: self = .signal(tag: try wire.take(), number: try wire.take())
        case 4: self = .end
        case 5:
            self = .help(
                tag: try wire.take(), Helper(kind: try wire.takeCase(), controlPath: try wire.takeText()))
        default: throw WireError()
        }
    }
}

extension ZygoteReport {
    var encoded: [UInt8] {
        var wire = WireWriter()
        switch self {
        case .forked(let tag, let pid): wire.put(kind: 1, tag, pid)
        case .forkFailed(let tag, let code): wire.put(kind: 2, tag, code)
        case .stopped(let tag): wire.put(kind: 3, tag, 0)
        case .continued(let tag): wire.put(kind: 4, tag, 0)
        case .exited(let tag, let status): wire.put(kind: 5, tag, status)
        }
        return wire.bytes
    }

    init(decoding bytes: [UInt8]) throws(WireError) {
        var wire = WireReader(bytes)
        let kind: UInt8 = try wire.take()
        let tag: UInt32 = try wire.take()
        let number: Int32 = try wire.take()
        switch kind {
        case 1: self = .forked(tag: tag, pid: number)
        case 2: self = .forkFailed(tag: tag, code: number)
        case 3: self = .stopped(tag: tag)
        case 4: self = .continued(tag: tag)
        case 5: self = .exited(tag: tag, status: number)
        default: throw WireError()
        }
    }
}

extension WireReader {
    fileprivate mutating func takeProgram() throws(WireError) -> Program {
        Program(
            role: try takeCase(), path: try takeText(),
            arguments: try takeList { r throws(WireError) in try r.takeText() }, log: try takeText(),
            life: try takeOptional { r throws(WireError) in try r.takeLife() },
            environment: try takeOptional { r throws(WireError) in
                try r.takeList { r throws(WireError) in try r.takeText() }
            },
            directory: try takeOptional { r throws(WireError) in try r.takeText() })
    }
}

extension WireWriter {
    fileprivate mutating func put(_ program: Program) {
        put(program.role.rawValue)
        put(program.path)
        put(list: program.arguments) { $0.put($1) }
        put(program.log)
        put(optional: program.life) { $0.put($1) }
        put(optional: program.environment) { $0.put(list: $1) { $0.put($1) } }
        put(optional: program.directory) { $0.put($1) }
    }

    fileprivate mutating func put(kind: UInt8, _ tag: UInt32, _ number: Int32) {
        put(kind)
        put(tag)
        put(number)
    }
}

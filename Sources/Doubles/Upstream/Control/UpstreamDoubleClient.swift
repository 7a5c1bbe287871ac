import RedisLink

/// Why the upstream double did not do what it was asked.
package enum UpstreamDoubleError: Error, Equatable, Sendable, CustomStringConvertible {
    case control(ControlFailure)
    case refused(UpstreamRefusal)
    /// It answered something else than was asked.
    case nonsense

    package var description: String {
        switch self {
        case .control(.cannotListen(let why)): "cannot listen for the upstream double: \(why)"
        case .control(.lost(let why)): "the upstream double is gone: \(why)"
        case .control(.noAnswer): "the upstream double did not answer in time"
        case .refused(.faultInForce): "a fault of this number is in force at the upstream double"
        case .refused(.noSuchFault): "no fault of this number is in force at the upstream double"
        case .nonsense: "the upstream double's answer makes no sense"
        }
    }
}

extension UpstreamDoubleError: ControlError {
    init(_ failure: ControlFailure) { self = .control(failure) }
}

/// The coordinator's end of the upstream double: listens for the helper, and asks it.
///
/// ```swift
/// let upstream = try UpstreamDoubleClient(controlPath: path, on: loop)
/// … // have the helper forked, with that path
/// try await upstream.connected()
/// try await upstream.learn([UpstreamKey(number: 3, secret: key, window: from...until)])
/// let open = try await upstream.counts()
/// ```
package final class UpstreamDoubleClient {
    private let asker: ControlAsker<UpstreamOrder, UpstreamReport, UpstreamDoubleError>
    /// Zero until it is connected.
    package private(set) var pid: Int32 = 0
    /// Where replicas connect; zero until it is connected.
    package private(set) var port: UInt16 = 0

    /// Listens at a path inside a private directory.
    package init(controlPath: String, on loop: EventLoop) throws(UpstreamDoubleError) {
        asker = try ControlAsker(path: controlPath, on: loop)
    }

    /// The helper is gone, unasked: every upstream connection is, too.
    package var onLost: () -> Void {
        get { asker.onLost }
        set { asker.onLost = newValue }
    }

    /// Waits until the helper said hello.
    package func connected() async throws(UpstreamDoubleError) {
        guard case .hello(let pid, let port) = try await asker.greeting() else { throw .nonsense }
        (self.pid, self.port) = (pid, port)
    }

    /// Has it know these credentials from now on, in place of what it knew under their numbers.
    package func learn(_ keys: [UpstreamKey]) async throws(UpstreamDoubleError) {
        guard case .done = try await ask(.learn(keys)) else { throw .nonsense }
    }

    /// Puts a fault in force: it is when this returns.
    package func apply(_ fault: UpstreamFault) async throws(UpstreamDoubleError) {
        _ = try await touched(.apply(fault))
    }

    /// How many starts a fault has touched so far: the proof that it took effect.
    package func proof(of fault: UInt32) async throws(UpstreamDoubleError) -> UInt32 {
        try await touched(.prove(fault: fault))
    }

    /// Ends a fault and has the starts answered that it held; how many it touched in all.
    package func lift(_ fault: UInt32) async throws(UpstreamDoubleError) -> UInt32 {
        try await touched(.lift(fault: fault))
    }

    /// Says an update with the next number on the open connections of these credentials, nil for all.
    package func publish(
        to credentials: Set<UInt32>? = nil
    ) async throws(UpstreamDoubleError) -> (number: UInt64, reached: UInt32) {
        guard case .published(let number, let reached) = try await ask(.publish(credentials)) else { throw .nonsense }
        return (number, reached)
    }

    /// Resets open connections; how many that were.
    package func drop(_ scope: UpstreamScope = .everything) async throws(UpstreamDoubleError) -> UInt32 {
        try await touched(.drop(scope))
    }

    /// Of each life of a replica and each credential: what is open, what was. `held` are starts that wait for an answer.
    package func counts() async throws(UpstreamDoubleError) -> (counts: [UpstreamCount], held: UInt32) {
        guard case .counts(let counts, let held) = try await ask(.count) else { throw .nonsense }
        return (counts, held)
    }

    /// Reads the entries of the ledger after `serial`, 0 for all, at most ``UpstreamPage/limit`` of them.
    package func ledger(after serial: UInt64) async throws(UpstreamDoubleError) -> UpstreamPage {
        guard case .page(let page) = try await ask(.read(after: serial)) else { throw .nonsense }
        return page
    }

    /// Has the helper end: it exits 0 when its control socket closes.
    package func close() { asker.close() }

    private func touched(_ order: UpstreamOrder) async throws(UpstreamDoubleError) -> UInt32 {
        guard case .touched(let count) = try await ask(order) else { throw .nonsense }
        return count
    }

    private func ask(_ order: UpstreamOrder) async throws(UpstreamDoubleError) -> UpstreamReport {
        let report = try await asker.ask(order)
        if case .refused(let why) = report { throw .refused(why) }
        return report
    }
}

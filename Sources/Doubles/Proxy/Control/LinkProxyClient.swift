import RedisLink
import ReplicaProcess

/// The coordinator's end of the link proxy: listens for the helper, and asks it.
///
/// ```swift
/// let links = try LinkProxyClient(controlPath: path, on: loop)
/// … // have the helper forked, with that path
/// try await links.connected()
/// let ports = try await links.setTargets([LinkTarget(node: "redis-1", port: 7001)])
/// let proof = try await links.apply(LinkRule(id: .init(1), nodes: ["redis-1"], kind: .cut))
/// ```
/// Nothing waits longer than ``limit``.
package final class LinkProxyClient {
    /// Nanoseconds; the helper answers in microseconds unless it does not get the processor.
    package static let limit: UInt64 = 10_000_000_000

    /// The helper is gone, unasked: what it proxied is cut, and what was held is lost.
    package var onLost: () -> Void = {}
    /// Zero until it is connected.
    package private(set) var pid: Int32 = 0
    private let loop: EventLoop
    private let listener: PacketSocket
    private var control: PacketSocket?
    private var watch: DescriptorWatch?
    private var waits: [UInt32: Waiting] = [:]
    private var nextNumber = Number.first
    private var lost: LinkProxyError?

    private typealias Answer = Result<LinkProxyReport, LinkProxyError>

    private struct Waiting {
        let continuation: CheckedContinuation<Answer, Never>
        let deadline: LoopTimer
    }

    private enum Number {
        static let hello: UInt32 = 0
        static let first: UInt32 = 1
    }

    /// Listens at a path inside a private directory.
    package init(controlPath: String, on loop: EventLoop) throws(LinkProxyError) {
        do {
            listener = try PacketSocket.listen(at: controlPath, backlog: 1)
        } catch {
            throw LinkProxyError(.cannotListen, "for its control: \(error.text)")
        }
        self.loop = loop
        watch = DescriptorWatch(on: loop, descriptor: listener.descriptor) { [unowned self] _ in accept() }
        watch?.arm(.readable)
    }

    /// Waits until the helper said hello.
    package func connected() async throws(LinkProxyError) {
        guard pid == 0 else { return }
        _ = try await answer(to: Number.hello) {}
    }

    /// Has new connections go there; returns the ports to connect to instead, by name. They stay the same for ever.
    package func setTargets(_ targets: [LinkTarget]) async throws(LinkProxyError) -> [String: UInt16] {
        guard case .listening(let listeners) = try await ask(.targets(targets)) else { throw Self.nonsense }
        return Dictionary(listeners.map { ($0.node, $0.port) }) { $1 }
    }

    /// Puts a rule in force; what it did at once is done when this returns.
    package func apply(_ rule: LinkRule) async throws(LinkProxyError) -> LinkProof {
        guard case .proof(let proof) = try await ask(.apply(rule)) else { throw Self.nonsense }
        return proof
    }

    /// Ends a rule; the proof says what it did in all.
    package func lift(_ id: LinkRule.ID) async throws(LinkProxyError) -> LinkProof {
        guard case .proof(let proof) = try await ask(.lift(id)) else { throw Self.nonsense }
        return proof
    }

    package func counts() async throws(LinkProxyError) -> [LinkCounts] {
        guard case .counts(let counts) = try await ask(.count) else { throw Self.nonsense }
        return counts
    }

    /// Has the helper end: it exits 0 when its control socket closes.
    package func close() {
        onLost = {}
        lose(LinkProxyError(.lost, "it was closed"))
    }

    private static var nonsense: LinkProxyError { LinkProxyError(.noAnswer, "its answer makes no sense") }
}

// MARK: - Asking

extension LinkProxyClient {
    private func ask(_ order: LinkProxyOrder) async throws(LinkProxyError) -> LinkProxyReport {
        let number = nextNumber
        nextNumber &+= 1
        return try await answer(to: number) { send(Numbered(number: number, body: order).encoded) }
    }

    private func answer(to number: UInt32, _ begin: () -> Void) async throws(LinkProxyError) -> LinkProxyReport {
        if let lost { throw lost }
        precondition(waits[number] == nil, "one waits for the link proxy to connect, and asks after that")
        let answer: Answer = await withCheckedContinuation { continuation in
            let deadline = LoopTimer(on: loop) { [unowned self] in
                settle(number, .failure(LinkProxyError(.noAnswer, "within \(Self.limit / 1_000_000_000) s")))
            }
            deadline.set(after: Self.limit)
            waits[number] = Waiting(continuation: continuation, deadline: deadline)
            begin()
        }
        if case .refused(let error) = try answer.get() { throw error }
        return try answer.get()
    }

    private func settle(_ number: UInt32, _ answer: Answer) {
        waits.removeValue(forKey: number)?.continuation.resume(returning: answer)
    }

    private func send(_ message: [UInt8]) {
        guard let control else { preconditionFailure("the link proxy is asked after connected()") }
        control.send(message)
        if control.isBacklogged { watch?.arm([.readable, .writable]) }
    }

    /// The first who connects is the helper: nobody else knows the path, and there is only one.
    private func accept() {
        guard let control = listener.accept() else { return }
        self.control = control
        watch = DescriptorWatch(on: loop, descriptor: control.descriptor) { [unowned self] _ in ready() }
        watch?.arm(.readable)
    }

    private func ready() {
        control?.flush()
        if control?.isBacklogged == false { watch?.arm(.readable) }
        while let control {
            switch control.receive() {
            case .message(let bytes): take(bytes)
            case .nothingYet: return
            case .closed: lose(LinkProxyError(.lost, "its control socket closed"))
            }
        }
    }

    private func take(_ bytes: [UInt8]) {
        guard let report = try? Numbered<LinkProxyReport>(decoding: bytes) else {
            return lose(LinkProxyError(.lost, "it is another build"))
        }
        if case .hello(let pid) = report.body { self.pid = pid }
        settle(report.number, .success(report.body))
    }

    private func lose(_ error: LinkProxyError) {
        guard lost == nil else { return }
        lost = error
        watch = nil
        let closing = control
        control = nil
        loop.beforeWaiting { withExtendedLifetime(closing) {} }  // libuv must have let go of its number first
        for number in Array(waits.keys) { settle(number, .failure(error)) }
        onLost()
    }
}

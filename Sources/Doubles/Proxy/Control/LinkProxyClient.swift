import RedisLink

/// The coordinator's end of the link proxy: listens for the helper, and asks it.
///
/// ```swift
/// let links = try LinkProxyClient(controlPath: path, on: loop)
/// … // have the helper forked, with that path
/// try await links.connected()
/// let ports = try await links.setTargets([LinkTarget(node: "redis-1", port: 7001)])
/// let proof = try await links.apply(LinkRule(id: .init(1), nodes: ["redis-1"], kind: .cut))
/// ```
package final class LinkProxyClient {
    private let asker: ControlAsker<LinkProxyOrder, LinkProxyReport, LinkProxyError>
    /// Zero until it is connected.
    package private(set) var pid: Int32 = 0

    /// Listens at a path inside a private directory.
    package init(controlPath: String, on loop: EventLoop) throws(LinkProxyError) {
        asker = try ControlAsker(path: controlPath, on: loop)
    }

    /// The helper is gone, unasked: what it proxied is cut, and what was held is lost.
    package var onLost: () -> Void {
        get { asker.onLost }
        set { asker.onLost = newValue }
    }

    /// Waits until the helper said hello.
    package func connected() async throws(LinkProxyError) {
        guard case .hello(let pid) = try await asker.greeting() else { throw Self.nonsense }
        self.pid = pid
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
    package func close() { asker.close() }

    private func ask(_ order: LinkProxyOrder) async throws(LinkProxyError) -> LinkProxyReport {
        let report = try await asker.ask(order)
        if case .refused(let error) = report { throw error }
        return report
    }

    private static var nonsense: LinkProxyError { LinkProxyError(.noAnswer, "its answer makes no sense") }
}

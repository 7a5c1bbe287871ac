import Glibc
import RedisLink

/// Stands between peers and nodes, one listener for each node, and breaks links as rules say.
///
/// On our own loop and not on NIO, against DESIGN.md's table: it resets, holds bytes back and stops reading at the level
/// of sockets, it has one thread and so can be forked without exec like a replica, and the cold build stays minutes shorter.
/// Everything is used on the loop's thread.
package final class LinkProxy {
    let loop: EventLoop
    /// What is read next; one thread needs one.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
    private var listeners: [String: LinkListener] = [:]
    private var links: [ObjectIdentifier: ProxiedLink] = [:]
    private var rules = LinkRules()
    private var proofs: [LinkRule.ID: LinkProof] = [:]

    package init(on loop: EventLoop) { self.loop = loop }

    deinit { scratch.deallocate() }

    var now: UInt64 { loop.now }

    /// Has new connections of a node go to this port of 127.0.0.1; those that are there stay. The first time it starts to
    /// listen. Returns the port to connect to, which never changes.
    package func setTarget(of node: String, to port: UInt16) throws(LinkProxyError) -> UInt16 {
        if let listener = listeners[node] {
            listener.target = port
            return listener.port
        }
        let listener = LinkListener(node: node, target: port, on: loop) { [unowned self] descriptor, peer in
            accepted(descriptor, LinkRoute(node: node, peer: peer))
        }
        guard let listener else {
            throw LinkProxyError(.cannotListen, "for \(node): \(String(cString: strerror(errno)))")
        }
        listeners[node] = listener
        return listener.port
    }

    package var counts: [LinkCounts] { listeners.values.map(\.counts).sorted { $0.node < $1.node } }

    private func accepted(_ descriptor: Int32, _ route: LinkRoute) {
        let effect = rules.effect(on: route)
        guard !effect.isCut, let listener = listeners[route.node] else {
            LoopbackSocket.resetOnClose(descriptor)
            close(descriptor)
            return effect.cuts.forEach { proofs[$0]?.reset += 1 }
        }
        let link = ProxiedLink(route: route, salt: listener.salt(for: route.peer), listener: listener, host: self)
        links[ObjectIdentifier(link)] = link
        listener.counts.open += 1
        note(effect, on: link)
        link.begin(with: descriptor, under: effect)
    }

    func ended(_ link: ProxiedLink) {
        guard links.removeValue(forKey: ObjectIdentifier(link)) != nil else { return }
        link.listener.counts.open -= 1
    }

    /// Closes every connection and every listener.
    package func shut() {
        for link in Array(links.values) { link.close() }
        listeners = [:]
    }
}

// MARK: - Rules

extension LinkProxy {
    /// Puts a rule in force; the proof says what that did at once.
    package func apply(_ rule: LinkRule) throws(LinkProxyError) -> LinkProof {
        if let stranger = rule.nodes?.subtracting(listeners.keys).sorted().first {
            throw LinkProxyError(.unknownNode, stranger)
        }
        guard rules.apply(rule) else { throw LinkProxyError(.ruleInForce, "\(rule.id)") }
        proofs[rule.id] = LinkProof()
        for link in links.values where rule.touches(link.route) { refresh(link, liftedRule: nil) }
        proofs[rule.id]?.heldBytes = heldBytes(by: rule.id)
        return proofs[rule.id] ?? LinkProof()
    }

    /// Ends a rule; the proof says what it did in all.
    package func lift(_ id: LinkRule.ID) throws(LinkProxyError) -> LinkProof {
        guard let rule = rules[id], rules.lift(id) else { throw LinkProxyError(.noSuchRule, "\(id)") }
        proofs[id]?.heldBytes = heldBytes(by: id)
        for link in links.values where rule.touches(link.route) { refresh(link, liftedRule: id) }
        return proofs.removeValue(forKey: id) ?? LinkProof()
    }

    /// A connection that a blackhole touched does not come back to life: what was held is lost, and both sides are told.
    private func refresh(_ link: ProxiedLink, liftedRule: LinkRule.ID?) {
        let effect = rules.effect(on: link.route)
        if effect.isCut || !link.heldBy.isEmpty && !effect.isBlackholed {
            for id in effect.cuts + (liftedRule.map { [$0] } ?? []) { proofs[id]?.reset += 1 }
            return link.reset()
        }
        note(effect, on: link)
        link.set(effect)
    }

    private func note(_ effect: LinkEffect, on link: ProxiedLink) {
        for id in effect.blackholes where link.heldBy.insert(id).inserted { proofs[id]?.held += 1 }
        for id in effect.shapers where link.shapedBy.insert(id).inserted { proofs[id]?.shaped += 1 }
    }

    private func heldBytes(by id: LinkRule.ID) -> UInt64 {
        links.values.reduce(0) { $0 + ($1.heldBy.contains(id) ? $1.heldBytes : 0) }
    }
}

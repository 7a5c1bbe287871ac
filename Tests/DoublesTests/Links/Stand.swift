import CPosix
import Glibc
import RedisFixture
import RedisLink

@testable import Doubles

/// A proxy before nodes that are the test's own sockets; all on one loop.
final class Stand {
    let loop: EventLoop
    let proxy: LinkProxy
    private var nodes: [String: TestNode] = [:]

    init(_ names: String..., on loop: EventLoop) throws {
        self.loop = loop
        proxy = LinkProxy(on: loop)
        for name in names {
            let node = try TestNode()
            nodes[name] = node
            node.listenerPort = try proxy.setTarget(of: name, to: node.port)
        }
    }

    deinit { proxy.shut() }

    /// What the kernel knows of the proxy's connections.
    func sockets(_ name: String = "a") throws -> Int {
        try KernelSockets().held(byProxyAt: node(name).listenerPort, to: node(name).port)
    }

    func node(_ name: String = "a") throws -> TestNode {
        guard let node = nodes[name] else { throw FixtureError("no node \(name)") }
        return node
    }

    /// A peer that has connected to the proxy; what becomes of that is another matter.
    func peer(of name: String = "a", from source: SourceAddress = .loopback) throws -> TestEnd {
        try TestEnd.connect(to: node(name).listenerPort, from: source, on: loop)
    }

    /// A peer and the node's end of the same connection, of which each has heard the other.
    func pair(
        of name: String = "a", from source: SourceAddress = .loopback
    ) async throws -> (peer: TestEnd, node: TestEnd) {
        let peer = try peer(of: name, from: source)
        var accepted: TestEnd?
        try await loop.until("the node is connected to") {
            accepted = try node(name).accept(on: loop)
            return accepted != nil
        }
        guard let accepted else { throw FixtureError("no connection") }
        try await Self.roundTrip(peer, accepted)
        return (peer, accepted)
    }

    static func roundTrip(_ one: TestEnd, _ other: TestEnd) async throws {
        try await one.send([1, 2, 3])
        guard try await other.receive(3) == [1, 2, 3] else { throw FixtureError("other bytes arrived") }
        try await other.send([4, 5])
        guard try await one.receive(2) == [4, 5] else { throw FixtureError("other bytes arrived") }
    }

    func apply(
        _ number: UInt32, _ kind: LinkRule.Kind, _ direction: LinkDirection = .both, nodes: Set<String>? = nil,
        peers: Set<SourceAddress>? = nil
    ) throws -> LinkProof {
        try proxy.apply(LinkRule(id: .init(number), nodes: nodes, peers: peers, kind: kind, direction: direction))
    }

    func lift(_ number: UInt32) throws -> LinkProof { try proxy.lift(.init(number)) }

    func counts(_ name: String = "a") throws -> LinkCounts {
        guard let counts = proxy.counts.first(where: { $0.node == name }) else { throw FixtureError("no counts") }
        return counts
    }

    /// Nothing of the proxy's connections is left, neither here nor in the kernel.
    func untilNothingIsLeft(_ name: String = "a") async throws {
        try await untilOpen(0, name)
        try await loop.until("no socket is left") { try sockets(name) == 0 }
    }

    func untilOpen(_ count: UInt32, _ name: String = "a") async throws {
        try await loop.until("\(count) connections are open") { try counts(name).open == count }
    }
}

/// A listening socket behind the proxy.
final class TestNode {
    let port: UInt16
    var listenerPort: UInt16 = 0
    private let descriptor: Int32
    private var isOpen = true

    init() throws {
        guard let (descriptor, port) = LoopbackSocket.listen(backlog: 1_024) else { throw FixtureError("listen") }
        self.descriptor = descriptor
        self.port = port
    }

    deinit { close() }

    func close() {
        if isOpen { Glibc.close(descriptor) }
        isOpen = false
    }

    func accept(on loop: EventLoop) -> TestEnd? {
        let accepted = kq_accept(descriptor)
        return accepted < 0 ? nil : TestEnd(owning: accepted, on: loop)
    }
}

extension SourceAddress {
    static let first = SourceAddress(bits: 0x7F00_0A01)
    static let second = SourceAddress(bits: 0x7F00_0A02)
}

/// One fault on the links: whom it touches, and what it does to them.
///
/// ```swift
/// LinkRule(id: .init(1), nodes: ["redis-1"], peers: [replica], kind: .blackhole, direction: .fromNode)
/// ```
package struct LinkRule: Equatable, Sendable {
    package struct ID: Hashable, Comparable, Sendable, CustomStringConvertible {
        package let number: UInt32
        package init(_ number: UInt32) { self.number = number }
        package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
        package var description: String { "rule \(number)" }
    }

    /// Times in nanoseconds.
    package enum Kind: Equatable, Sendable {
        /// Resets what is there, and what comes, for as long as the rule is in force. A TCP connection has no half that could
        /// be reset: the direction says nothing here.
        case cut
        /// Moves nothing, and says nothing: neither bytes nor ends get through. What it touched is reset when it ends.
        case blackhole
        /// Each byte arrives `by` later, and up to `jitter` on top of it; never out of order within a connection.
        case delay(by: UInt64, jitter: UInt64, seed: UInt64)
        /// For each connection and each direction on its own.
        case throttle(bytesPerSecond: UInt64)
    }

    package let id: ID
    /// The listeners, by the names of the nodes behind them; nil: every one.
    package var nodes: Set<String>?
    /// Who connected, by source address; nil: everybody.
    package var peers: Set<SourceAddress>?
    package var kind: Kind
    package var direction: LinkDirection

    package init(
        id: ID, nodes: Set<String>? = nil, peers: Set<SourceAddress>? = nil, kind: Kind,
        direction: LinkDirection = .both
    ) {
        self.id = id
        self.nodes = nodes
        self.peers = peers
        self.kind = kind
        self.direction = direction
    }

    func touches(_ route: LinkRoute) -> Bool {
        (nodes?.contains(route.node) ?? true) && (peers?.contains(route.peer) ?? true)
    }
}

/// Which way a rule looks, as seen from the node behind the listener.
package enum LinkDirection: UInt8, Sendable, CaseIterable {
    case both = 1, towardsNode, fromNode

    func covers(_ way: LinkWay) -> Bool {
        switch self {
        case .both: true
        case .towardsNode: way == .towardsNode
        case .fromNode: way == .fromNode
        }
    }
}

/// One of the two ways through a connection.
enum LinkWay: CaseIterable { case towardsNode, fromNode }

/// Between whom a connection is: all that rules can tell connections apart by.
struct LinkRoute: Hashable {
    let node: String
    let peer: SourceAddress
}

/// What one listener has seen so far.
package struct LinkCounts: Equatable, Sendable {
    package var node: String
    /// Connections that are there now, held ones included.
    package var open: UInt32
    package var accepted: UInt64
    /// Bytes that were written to the node, and to peers.
    package var towardsNode: UInt64
    package var fromNode: UInt64

    package init(node: String, open: UInt32 = 0, accepted: UInt64 = 0, towardsNode: UInt64 = 0, fromNode: UInt64 = 0) {
        self.node = node
        self.open = open
        self.accepted = accepted
        self.towardsNode = towardsNode
        self.fromNode = fromNode
    }

    mutating func passed(_ bytes: Int, _ way: LinkWay) {
        switch way {
        case .towardsNode: towardsNode += UInt64(bytes)
        case .fromNode: fromNode += UInt64(bytes)
        }
    }
}

/// That a rule took effect: what it did from its beginning until now.
package struct LinkProof: Equatable, Sendable {
    /// Connections that it reset: by a cut, or at the end of a blackhole.
    package var reset: UInt32 = 0
    /// Connections that a blackhole held, those that gave up meanwhile included.
    package var held: UInt32 = 0
    /// Connections that it delays or throttles, or did.
    package var shaped: UInt32 = 0
    /// What a blackhole keeps from arriving at the moment of the answer; with the lift, what was thrown away.
    package var heldBytes: UInt64 = 0

    package init() {}
}

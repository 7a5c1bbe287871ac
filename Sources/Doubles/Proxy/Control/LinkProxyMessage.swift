/// What the coordinator asks of the link proxy; each order is answered once, by a report of the same number.
enum LinkProxyOrder: Equatable, Sendable {
    /// Answered with `listening`. A node that is known gets a new target, others stay as they are.
    case targets([LinkTarget])
    /// Answered with `proof`.
    case apply(LinkRule)
    /// Answered with `proof`.
    case lift(LinkRule.ID)
    /// Answered with `counts`.
    case count
}

/// What the link proxy answers.
enum LinkProxyReport: Equatable, Sendable {
    /// The first message, and no answer.
    case hello(pid: Int32)
    /// Where to connect to reach the nodes that were named.
    case listening([LinkTarget])
    case proof(LinkProof)
    case counts([LinkCounts])
    case refused(LinkProxyError)
}

/// A node by name, and a port of 127.0.0.1: where the node is, or where its listener is.
package struct LinkTarget: Hashable, Sendable {
    package let node: String
    package let port: UInt16

    package init(node: String, port: UInt16) {
        self.node = node
        self.port = port
    }
}

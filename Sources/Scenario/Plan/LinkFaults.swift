/// The links between two sides carry nothing for a while.
package struct Partition: Equatable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Connections are reset, and new ones refused.
        case cut
        /// Connections stay open and bytes are held; they are reset at the end.
        case blackhole
    }
    /// The way on which bytes are lost: towards the first side of `between`, towards the second, or both.
    package enum Direction: String, Sendable, CaseIterable {
        case both
        case toFirst = "to-first"
        case toSecond = "to-second"
    }
    package var between: LinkEnds
    package var kind: Kind = .cut
    package var direction: Direction = .both
    package var duration: UInt64
}

/// Bytes on the links between two sides arrive later, both ways.
package struct DelayLink: Equatable, Sendable {
    package var between: LinkEnds
    package var by: UInt64
    /// Up to this much more than `by`, drawn by seed; what is sent first still arrives first.
    package var jitter: UInt64 = 0
    package var duration: UInt64
}

/// Each link between two sides carries at most so many bytes a second, each way.
package struct ThrottleLink: Equatable, Sendable {
    package var between: LinkEnds
    package var bytesPerSecond: UInt64
    package var duration: UInt64
}

import Credentials

/// A credential that upstream knows, and when it is good. Steady time: of one kernel all processes have one clock.
package struct UpstreamKey: Equatable, Sendable {
    /// By which orders, counts and the ledger speak of it.
    package let number: UInt32
    package let secret: Secret
    /// Nanoseconds; both inclusive.
    package var window: ClosedRange<UInt64>

    package init(number: UInt32, secret: Secret, window: ClosedRange<UInt64> = 0...UInt64.max) {
        self.number = number
        self.secret = secret
        self.window = window
    }

    /// The number of a credential that nobody told upstream of.
    package static let unknown = UInt32.max
}

/// Which connections an order is about.
package struct UpstreamScope: Equatable, Sendable {
    /// Nil: every one; the same for the others.
    package var replicas: Set<UInt32>?
    package var credentials: Set<UInt32>?

    package init(replicas: Set<UInt32>? = nil, credentials: Set<UInt32>? = nil) {
        self.replicas = replicas
        self.credentials = credentials
    }

    package static let everything = UpstreamScope()

    func covers(replica: UInt32, credential: UInt32) -> Bool {
        (replicas?.contains(replica) ?? true) && (credentials?.contains(credential) ?? true)
    }
}

/// What upstream does to starts while it is in force.
package struct UpstreamFault: Equatable, Sendable {
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// Answers nothing until the fault is lifted, and then by what is true then.
        case hold = 1
        /// Resets the connection instead of answering.
        case fail
        /// Says that it does not know the credential.
        case refuse
    }

    package let id: UInt32
    package let kind: Kind
    package let scope: UpstreamScope

    package init(id: UInt32, kind: Kind, scope: UpstreamScope = .everything) {
        self.id = id
        self.kind = kind
        self.scope = scope
    }
}

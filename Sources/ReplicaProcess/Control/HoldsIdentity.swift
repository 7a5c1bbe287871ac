import Credentials
import History
import ReplicaCore

/// Under which name a process writes down what it holds. In a fleet that is the replica's id; one that serves a deployment
/// beside others has a name of its own, or two of them would write one entry.
package struct HoldsIdentity: Equatable, Sendable {
    package let name: ReplicaName
    /// Larger for each process that runs under the name.
    package let incarnation: UInt32

    package init(name: ReplicaName, incarnation: UInt32) {
        self.name = name
        self.incarnation = incarnation
    }

    /// Of a replica that was told no other.
    init?(of life: Life) {
        guard let name = ReplicaName(life.replica.description) else { return nil }
        self.init(name: name, incarnation: UInt32(life.incarnation.number))
    }
}

extension WireWriter {
    mutating func put(_ identity: HoldsIdentity) {
        put(identity.name.text)
        put(identity.incarnation)
    }
}

extension WireReader {
    mutating func takeHoldsIdentity() throws(WireError) -> HoldsIdentity {
        guard let name = ReplicaName(try takeText()) else { throw WireError() }
        return HoldsIdentity(name: name, incarnation: try take())
    }
}

/// The number of one replica in its run: 1, 2, 3, …; it survives restarts.
package struct ReplicaID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: UInt32
    package init(_ number: UInt32) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
    package var description: String { "r\(number)" }
}

/// The number of one Redis server of a run: 1 is `redis-1`, the first primary; it survives restarts and failovers.
package struct NodeID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: UInt8
    package init(_ number: UInt8) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
    package static let first = NodeID(1)
    /// Nobody knows which one it was.
    package static let unknown = NodeID(0)
    package var description: String { self == .unknown ? "redis" : "redis-\(number)" }
}

/// Which life of a replica: 1 at its first start, one more after each restart.
package struct Incarnation: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: UInt16
    package init(_ number: UInt16) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
    package var next: Incarnation { Incarnation(number + 1) }
    package var description: String { "\(number)" }
}

/// The number of one credential in its run, given out by the coordinator before anybody uses the credential.
///
/// Numbers are dense, from 0: checks index arrays with them, and a replica's probe cell of a credential is the cell
/// of the same number.
package struct CredentialID: Hashable, Comparable, Sendable {
    package let number: UInt32
    package init(_ number: UInt32) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
    /// A value that the coordinator never named: a rogue writer's, or one from before the run.
    package static let unnamed = CredentialID(.max)
}

/// 48 bits of HMAC-SHA-256 over a secret, as `Credentials.Fingerprint` makes them; zero stands for "no value".
package struct FingerprintBits: Hashable, Sendable, CustomStringConvertible {
    package let bits: UInt64
    package init(_ bits: UInt64) { self.bits = bits }
    package static let none = FingerprintBits(0)
    package var description: String {
        let hex = String(bits, radix: 16)
        return String(repeating: "0", count: max(0, 12 - hex.count)) + hex
    }
}

/// The (epoch, nonce) of a slot, in its order: as number, then as text; the nonce is 16 lower-case hex characters,
/// so the order of the text is the order of the number.
package struct VersionStamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let epoch: UInt64
    package let nonce: UInt64
    package init(epoch: UInt64, nonce: UInt64) {
        self.epoch = epoch
        self.nonce = nonce
    }
    package static let zero = VersionStamp(epoch: 0, nonce: 0)
    package static func < (left: Self, right: Self) -> Bool {
        (left.epoch, left.nonce) < (right.epoch, right.nonce)
    }
    package var description: String { "\(epoch):\(String(nonce, radix: 16))" }
}

import Credentials

/// The names under which the registrations of one authorization server stand: all begin with
/// `kq:auth:{<namespace>:<name>}:`, whose braces keep them in one slot of a cluster.
package struct RegistrationNames: Hashable, Sendable {
    package let prefix: String

    /// Nil when a part would make two servers one: a colon in the namespace, a brace in either.
    package init?(namespace: String, name: String) {
        guard !namespace.contains(where: { "{}:".contains($0) }), !name.contains(where: { "{}".contains($0) }) else {
            return nil
        }
        prefix = "kq:auth:{\(namespace):\(name)}:"
    }

    /// One row a key.
    package func row(_ key: RegistrationKey) -> [UInt8] { bytes("dcr:") + key.encoded }
    /// Who may register for the key.
    package func lease(_ key: RegistrationKey) -> [UInt8] { bytes("dcr:lease:") + key.encoded }
    /// The number of the last lease that was given.
    package var fence: [UInt8] { bytes("dcr:fence") }
    /// What lost and is to be withdrawn: a hash of whole rows, by key and client.
    package var withdraw: [UInt8] { bytes("dcr:withdraw") }
    /// The row that was written last, by key: it outlives the row itself.
    package var last: [UInt8] { bytes("dcr:last") }
    /// Where every change is announced: version and key, never a row, which anybody who may listen would then hold.
    package var channel: String { prefix + "dcr:push" }

    /// Its entry in the hash of what is to be withdrawn. The key ends with a hash of fixed length, so nothing is ambiguous.
    package func entry(_ registration: Registration) -> [UInt8] {
        registration.key.encoded + [0x3A] + Array(registration.clientID.utf8)
    }

    /// Says for a day that a client was withdrawn: it must not come back from a replica's memory.
    package func tombstone(_ registration: Registration) -> [UInt8] {
        bytes("dcr:withdrawn:") + entry(registration)
    }

    package static let tombstoneSeconds = 86_400

    private func bytes(_ tail: String) -> [UInt8] { Array((prefix + tail).utf8) }
}

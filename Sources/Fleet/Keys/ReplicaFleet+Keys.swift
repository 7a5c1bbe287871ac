import History
import ReplicaProcess

extension ReplicaFleet {
    /// Has a replica make a key that it was told of; nil when it does not answer: it is dead, frozen, or Redis is away.
    func createKey(_ credential: CredentialID, by member: Member) async -> KeyWrite? {
        await write(by: member) { .createKey(number: $0, credential) }
    }

    func deactivateKey(_ credential: CredentialID, by member: Member) async -> KeyWrite? {
        await write(by: member) { .deactivateKey(number: $0, credential) }
    }

    private static var keyWriteLimit: UInt64 { 3_000_000_000 }

    private func write(by member: Member, _ order: (UInt32) -> ReplicaOrder) async -> KeyWrite? {
        guard let peer = member.peer else { return nil }
        let number = keyWrites.begin()
        let life = member.life
        peer.send(order(number))
        _ = await changes.wait(atMost: Self.keyWriteLimit) { [unowned self] in
            keyWrites.isAnswered(number) || member.life != life || member.state != .ready
        }
        return keyWrites.end(number)
    }
}

/// Writes that replicas were told to make, and their answers.
struct KeyWrites {
    private var next: UInt32 = 1
    /// Nil while there is no answer.
    private var open: [UInt32: KeyWrite?] = [:]

    mutating func begin() -> UInt32 {
        defer { next += 1 }
        open[next] = .some(nil)
        return next
    }

    /// An answer that comes too late is nobody's.
    mutating func answered(_ number: UInt32, _ write: KeyWrite) {
        if open[number] != nil { open[number] = write }
    }

    func isAnswered(_ number: UInt32) -> Bool { (open[number] ?? nil) != nil }

    mutating func end(_ number: UInt32) -> KeyWrite? { open.removeValue(forKey: number) ?? nil }
}

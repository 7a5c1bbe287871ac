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

/// What replicas were told to do, by number, and their answers.
struct NumberedAnswers<Answer> {
    private var next: UInt32 = 1
    /// Nil while there is no answer.
    private var open: [UInt32: Answer?] = [:]

    mutating func begin() -> UInt32 {
        defer { next += 1 }
        open[next] = .some(nil)
        return next
    }

    /// An answer that comes too late is nobody's.
    mutating func answered(_ number: UInt32, _ answer: Answer) {
        if open[number] != nil { open[number] = .some(answer) }
    }

    func isAnswered(_ number: UInt32) -> Bool { (open[number] ?? nil) != nil }

    mutating func end(_ number: UInt32) -> Answer? { open.removeValue(forKey: number) ?? nil }
}

typealias KeyWrites = NumberedAnswers<KeyWrite>

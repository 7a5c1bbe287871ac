import History
import ReplicaProcess

extension ReplicaFleet {
    /// Has a replica show at an upstream what it holds; nil when it does not answer: it is dead, or frozen.
    func useRegistration(_ id: RegistrationID, by member: Member) async -> RegistrationUse? {
        guard let peer = member.peer else { return nil }
        let number = registrationUses.begin()
        let life = member.life
        peer.send(.useRegistration(number: number, id))
        _ = await changes.wait(atMost: Self.useLimit) { [unowned self] in
            registrationUses.isAnswered(number) || member.life != life || member.state != .ready
        }
        return registrationUses.end(number)
    }

    /// Longer than a request to a server may take.
    private static var useLimit: UInt64 { 12_000_000_000 }
}

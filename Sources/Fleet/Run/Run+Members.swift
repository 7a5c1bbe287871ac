import Credentials
import History
import ReplicaProcess
import Scenario

extension Run {
    /// How long a replica may take to say ready: connect, first read and their deadlines, on a busy machine.
    static func readyLimit(forReplicas count: Int) -> UInt64 { 10_000_000_000 + UInt64(count) * 5_000_000 }

    /// Makes the next replicas of the fleet, each with the ADMIN_KEY of its first start.
    func newMembers(_ count: Int) -> [Member] {
        let first = (fleet.all.last?.id.number ?? 0) + 1
        return (first..<first + UInt32(count)).map { number in
            let member = Member(id: ReplicaID(number), firstKey: firstKey())
            fleet.add(member)
            return member
        }
    }

    private func firstKey() -> Secret? {
        switch plan.fleet.initial {
        case .none, .off: return nil
        case .shared:
            let key = sharedKey ?? freshConfiguredKey()
            sharedKey = key
            return key
        case .each: return freshConfiguredKey()
        }
    }

    private func freshConfiguredKey() -> Secret {
        var source = SystemRandomNumberGenerator()
        let token = register.name(.generatedAdminKey(using: &source), .configured, in: recorder)
        return token.secret
    }

    /// Starts the next life of a replica; true when it got ready.
    func bringUp(_ member: Member, key: ReplicaFleet.StartKey) async -> Bool {
        do {
            try await fleet.start(member, key: key)
        } catch {
            progress.note(error.description)
            return false
        }
        outage.add(member, in: self)
        cutOffs.add(member, in: self)
        let limit = Self.readyLimit(forReplicas: 1)
        let isReady = await fleet.changes.wait(atMost: limit) { [unowned self] in
            isUp(member) || member.state == .gone || member.state == .ending
        }
        return isReady && isUp(member)
    }

    /// Starts all of them side by side; throws when some do not get ready, with the first reason.
    func bringUpFleet(_ members: [Member]) async throws(FleetError) {
        try await fleet.start(members)
        var unready = members[...]  // those in front are ready: looked at once, not at each change
        let isReady = await fleet.changes.wait(atMost: Self.readyLimit(forReplicas: members.count)) { [unowned self] in
            unready = unready.drop { isUp($0) }
            return isInterrupted || !fleet.failures.isEmpty || unready.isEmpty
        }
        if let failure = fleet.failures.first { throw FleetError(.replicaFailed, failure) }
        let missing = members.filter { !isUp($0) }
        guard isReady || isInterrupted || missing.isEmpty else {
            let names = missing.prefix(3).map { "\($0.life)" }.joined(separator: ", ")
            throw FleetError(
                .replicasNotReady, "\(missing.count) of \(members.count), among them \(names)\(trouble(with: missing))")
        }
    }

    /// Replicas that are alive and not held, and have not applied the newest change.
    var unconverged: [Member] {
        guard !outage.isOngoing else { return [] }
        let target = newest
        return fleet.available.filter { member in
            if plan.isForeign { return !follows(member) }
            let status = history.status(of: member.id)
            return !target.isReached(by: status, format: plan.fleet.slot)
        }
    }
}

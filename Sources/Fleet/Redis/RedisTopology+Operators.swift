import Credentials
import History
import RedisLink
import ReplicaProcess
import Scenario

extension RedisTopology {
    private static let linkLimit: UInt64 = 5_000_000_000

    /// Makes the operators and waits until they and the coordinator's own connections are let in: only then the servers
    /// are ours. An external server will not be there in a moment, nor change its mind about a password: then the first
    /// refusal counts.
    func letIn(
        operators count: Int, names: RunNames, format: FleetPlan.Slot, fingerprintKey: FingerprintKey, loop: EventLoop
    ) async throws(FleetError) -> [SlotOperator] {
        let operators = (1...count).map { number in
            SlotOperator(
                number: number, names: names, route: route(ofOperator: number, names, loop), format: format,
                fingerprintKey: fingerprintKey, changes: changes)
        }
        start()
        for each in operators { each.link.start() }
        let isRefused = { [self] in isExternal && refusal(of: operators) != nil }
        let isLetIn = { [self] in isUp && operators.allSatisfy { $0.link.state.isReady } }
        _ = await changes.wait(atMost: Self.linkLimit) { isLetIn() || isRefused() }
        if isLetIn() { return operators }
        let reason = refusal(of: operators).map { "\($0)" } ?? "no connection within 5 s"
        throw FleetError(.redisUnusable, reason)
    }

    private func route(ofOperator number: Int, _ names: RunNames, _ loop: EventLoop) -> RedisRoute {
        RedisRoute(
            on: loop, to: address(from: LinkSources.operator(number)), as: users.operator.access,
            clientName: "\(names.clients):operator-\(number)")
    }

    /// Why a connection is not there; a server that is still loading its data has not refused.
    private func refusal(of operators: [SlotOperator]) -> RedisError? {
        for link in operators.map(\.link) + nodes.map(\.faults) {
            if case .waiting(let error) = link.state, error.serverError?.kind != .loading { return error }
        }
        return nil
    }

    /// The node that an announcement speaks of: `+switch-master <group> <old ip> <old port> <new ip> <new port>`, else
    /// `<kind> <name> <ip> <port> …`.
    func node(inAnnouncement text: String, _ word: SentinelWord) -> NodeID {
        let parts = text.split(separator: " ")
        let index = word == .switchMaster ? 4 : 3
        guard parts.count > index, let port = UInt16(parts[index]) else { return .unknown }
        return node(announcedAt: port)?.id ?? .unknown
    }
}

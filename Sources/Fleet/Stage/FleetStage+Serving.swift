import Credentials
import Doubles
import History
import ReplicaProcess

/// One replica that serves over HTTP.
package struct StagedServer {
    let member: Member
    /// On the loopback.
    package let port: UInt16
    /// The key in force, where the replica made one because there was none.
    package let generatedKey: Secret?
}

extension FleetStage {
    /// From ready to listening, and to the winner of a bootstrap.
    private static let openingLimit: UInt64 = 5_000_000_000

    /// Starts one replica with a face; returns when it is ready and listens.
    package func serve(_ order: ServingOrder) async throws(FleetError) -> StagedServer {
        serving = order
        try await tellUpstream(order.upstreamKeys)
        if let key = order.adminKey { run.sharedKey = run.register.name(key, .configured, in: run.recorder).secret }
        let replicas = try await start(1)
        guard let member = replicas.members.first else { throw FleetError(.replicasNotReady, "none was made") }
        _ = await run.fleet.changes.wait(atMost: Self.openingLimit) { [run] in
            let hasKey = !member.hasGenerated || member.wonKey != nil
            return member.facePort != nil && hasKey || member.state != .ready || run.isInterrupted
        }
        if let failure = run.fleet.failures.first { throw FleetError(.replicaFailed, failure) }
        guard let port = member.facePort else { throw FleetError(.replicasNotReady, "its HTTP face did not open") }
        return StagedServer(member: member, port: port, generatedKey: member.wonKey)
    }

    private func tellUpstream(_ keys: [UpstreamKey]) async throws(FleetError) {
        guard let upstream = run.upstream, !keys.isEmpty else { return }
        do throws(UpstreamDoubleError) {
            try await upstream.client.learn(keys)
        } catch {
            throw FleetError(.noUpstream, "\(error)")
        }
    }

    /// Waits for an interrupt.
    ///
    /// - Throws: when the replica, or what it needs, ends before that.
    package func waitForInterrupt(of server: StagedServer) async throws(FleetError) {
        while !run.isInterrupted, server.member.state == .ready {
            _ = await run.fleet.changes.wait(atMost: .max / 4) { [run] in
                run.isInterrupted || server.member.state != .ready
            }
        }
        if let loss = run.loss { throw loss }
        guard run.isInterrupted else {
            throw FleetError(.replicaFailed, run.fleet.failures.first ?? "it ended")
        }
    }

    /// Has it finish its requests; true when it ended by itself.
    package func stop(_ server: StagedServer) async -> Bool {
        await run.fleet.stop(server.member, atMost: StopLimit(serving?.face))
    }

    /// How an operator gets to the Redis of this stage.
    package var operatorAccess: (user: String, password: Secret, port: UInt16)? {
        guard !run.redis.isExternal, let port = run.redis.announcedPort(of: .first) else { return nil }
        return (run.redis.users.operator.name, run.redis.users.operator.password, port)
    }

    /// A file that only this user may read, in the private directory; gone with the processes of this stage.
    package func writeSecret(_ secret: Secret, to name: String) throws(FleetError) -> String {
        try coordinator.secrets.write(secret.withBytes { String(decoding: $0, as: UTF8.self) } + "\n", to: name)
        return coordinator.secrets.file(name)
    }

    /// The tokens of managed keys that were made here.
    package var keyTokens: [Secret] { run.managedKeys.keys.map(\.token.secret) }

    /// Commands that Redis has processed so far; nil when it cannot be asked.
    package func redisCommands() async -> Int? {
        await run.redis.first.info("stats", "total_commands_processed").flatMap { Int($0) }
    }
}

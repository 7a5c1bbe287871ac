import History
import RedisLink
import Scenario

/// Ends every connection that gateway replicas have to one server.
struct ClientKillStep: PerformableStep {
    let node: RedisNode

    /// Proved by the number that the server says it ended.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard let node = run.node(node) else { return .failed }
        let ended = await node.faults.killClients(of: run.redis.users.replica)
        guard let ended, ended > 0 else { return .failed }
        run.recorder.record(.faultProved(step: step, proof: .connectionsClosed))
        return .ok
    }
}

extension RedisLink {
    /// How many connections of this user were ended; nil without an answer.
    func killClients(of user: RedisUser) async -> Int? {
        guard case .integer(let count)? = try? await call(RedisCommand("CLIENT", "KILL", "USER", user.name))
        else { return nil }  // the step fails, and says so
        return Int(count)
    }
}

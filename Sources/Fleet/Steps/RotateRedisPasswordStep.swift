import Credentials
import History
import RedisLink
import ReplicaProcess
import Scenario

/// Changes the password of the replicas' own user under them, on every node and Sentinel.
///
/// ACL users are not replicated, and a changed password ends no connection: so the new one is added everywhere, handed
/// out over the control sockets, the old one is taken away everywhere, and then every connection of the user is ended;
/// else nothing was proved (redis-behaviour.md).
struct RotateRedisPasswordStep: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let old = run.redis.users.replica
        let new = RedisUser.random(old.name)
        let links = run.redis.nodes.filter(\.isUp).map(\.faults) + run.redis.sentinels.filter(\.isUp).map(\.faults)
        guard await set(">\(new.passwordText)", of: old, on: links) else { return .failed }
        run.redis.users.replacePasswordOfReplicas(by: new)
        for member in run.fleet.all { member.peer?.send(.password(new.password)) }
        guard await set("<\(old.passwordText)", of: old, on: links) else { return .failed }
        var ended = 0
        for node in run.redis.nodes where node.isUp { ended += await node.killClients(of: old) ?? 0 }
        guard ended > 0, await isRefused(old, in: run) else { return .failed }
        run.recorder.record(.faultProved(step: step, proof: .passwordChanged))
        return .ok
    }

    /// ACL SAVE too: a server that restarts must know it.
    private func set(_ rule: String, of user: RedisUser, on links: [RedisLink]) async -> Bool {
        for link in links {
            do throws(RedisError) {
                _ = try await link.call(RedisCommand("ACL", "SETUSER", user.name, rule))
                _ = try await link.call(RedisCommand("ACL", "SAVE"))
            } catch { return false }
        }
        return true
    }

    /// Nobody is let in with the old password any more.
    private func isRefused(_ user: RedisUser, in run: Run) async -> Bool {
        for node in run.redis.nodes where node.isUp {
            do throws(RedisError) {
                _ = try await node.faults.call(RedisCommand("AUTH", user.name, user.passwordText))
                return false
            } catch {
                guard error.serverError?.kind == .wrongPassword else { return false }
            }
        }
        return true
    }
}

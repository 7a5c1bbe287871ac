import Credentials
import History
import RedisLink
import ReplicaProcess
import Scenario

/// Changes the password of the replicas' own user under them, on every node and Sentinel.
///
/// ACL users are not replicated, and a changed password ends no connection: so the new one is added everywhere, handed
/// out over the control sockets, the old one is taken away everywhere, and then every connection of the user is ended;
/// else nothing was proved (redis-behaviour.md). A server that is down finds the new one in its file when it starts.
struct RotateRedisPasswordStep: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let old = run.redis.users.replica
        let new = RedisUser.random(old.name)
        guard let links = run.redis.linksToRunningServers else {
            run.progress.note("step \(step): a server that runs does not answer; no password was changed")
            return .failed
        }
        guard await set(">\(new.passwordText)", of: old, on: links) else { return .failed }
        run.redis.users.replacePasswordOfReplicas(by: new)
        guard writeFilesOfStoppedServers(in: run) else { return .failed }
        for member in run.fleet.all { member.peer?.send(.password(new.password)) }
        guard await set("<\(old.passwordText)", of: old, on: links) else { return .failed }
        var ended = 0
        for link in links { ended += await link.killClients(of: old) ?? 0 }
        guard ended > 0, await isRefused(old, on: links) else { return .failed }
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

    private func writeFilesOfStoppedServers(in run: Run) -> Bool {
        let users = run.redis.users
        let nodes = run.redis.nodes.compactMap(\.server).filter { $0.state == .down }
        let sentinels = run.redis.sentinels.map(\.server).filter { $0.state == .down }
        do throws(FleetError) {
            for server in nodes { try server.write(acl: users.nodeFile(prefix: run.names.prefix, plan: run.plan)) }
            for server in sentinels { try server.write(acl: users.sentinelFile()) }
        } catch {
            run.progress.note(error.description)
            return false
        }
        return true
    }

    /// Nobody is let in with the old password any more.
    private func isRefused(_ user: RedisUser, on links: [RedisLink]) async -> Bool {
        for link in links {
            do throws(RedisError) {
                _ = try await link.call(RedisCommand("AUTH", user.name, user.passwordText))
                return false
            } catch {
                guard error.serverError?.kind == .wrongPassword else { return false }
            }
        }
        return true
    }
}

extension RedisTopology {
    /// The coordinator's own connections to all servers that are not down; nil while one of these does not answer.
    fileprivate var linksToRunningServers: [RedisLink]? {
        let nodes = nodes.filter { $0.server?.state != .down }.map(\.faults)
        let links = nodes + sentinels.filter { $0.server.state != .down }.map(\.faults)
        return links.allSatisfy(\.state.isReady) ? links : nil
    }
}

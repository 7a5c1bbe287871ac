import History
import RedisLink
import Scenario

extension ColdStart: PerformableStep {
    /// All of the fleet, whatever was drawn: who went on would put back what it holds. Only those that another step works on are left
    /// out.
    func prepare(in run: Run) async -> Prepared {
        let everybody = run.fleet.all.filter { !$0.isDrawn }
        for member in everybody { member.isDrawn = true }
        return .members(everybody)
    }

    /// The authorization server is held until everybody has begun: replicas of one machine start one after the other, and
    /// each on a machine of its own all at once.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard case .members(let everybody) = prepared, let registrations = run.registrations else { return .failed }
        defer { for member in everybody { member.isDrawn = false } }
        let isHeld = await registrations.server.hold()
        let outcome =
            isHeld ? await restart(run.select(pick, of: everybody), of: everybody, registrations, run) : .failed
        await registrations.server.release()
        if outcome == .ok { run.recorder.record(.faultProved(step: step, proof: .serverReleased)) }
        return outcome
    }

    private func restart(
        _ drawn: [Member], of everybody: [Member], _ registrations: RunRegistrations, _ run: Run
    ) async -> Outcome {
        _ = await run.forEach(everybody) { member in
            await run.fleet.kill(member)
            return .ok
        }
        guard await run.redis.primary.forgetRegistrations(registrations) else { return .failed }
        return await run.bringUpTogether(drawn)
    }
}

extension WatchedNode {
    /// Takes away every row and lease. What was written last stays known, as in a store of which only rows are lost: so
    /// the clients of before are withdrawn. False when there is no answer.
    fileprivate func forgetRegistrations(_ registrations: RunRegistrations) async -> Bool {
        let keys = registrations.upstreams.map(\.key)
        let names = keys.map { registrations.names.row($0) } + keys.map { registrations.names.lease($0) }
        guard case .integer? = try? await faults.call(RedisCommand("DEL", names)) else { return false }
        return true
    }

    /// Nil without an answer, else how many of these rows stood there.
    func deleteRows(of upstreams: [RegistrationUpstream], _ registrations: RunRegistrations) async -> Int? {
        let names = upstreams.map { registrations.names.row($0.key) }
        guard case .integer(let count)? = try? await faults.call(RedisCommand("DEL", names)) else { return nil }
        return Int(count)
    }
}

extension Run {
    /// Starts the next life of each of them side by side; returns when all have begun, or ended. One that does not get
    /// ready in time is a failure; one that another step ended is not.
    fileprivate func bringUpTogether(_ members: [Member]) async -> Outcome {
        let members = members.filter { $0.state == .gone }
        do throws(FleetError) { try await fleet.start(members) } catch {
            progress.note(error.description)
            return .failed
        }
        for member in members {
            outage.add(member, in: self)
            cutOffs.add(member, in: self)
        }
        let limit = min(Self.readyLimit(forReplicas: members.count), Self.longestGate)
        let haveBegun = await fleet.changes.wait(atMost: limit) { [unowned self] in
            isInterrupted || members.allSatisfy { $0.state != .starting }
        }
        return outcome(ofWait: haveBegun)
    }

    /// A request to a server that stands still has 10 s; who has begun must not give up because of who has not.
    private static var longestGate: UInt64 { 6_000_000_000 }
}

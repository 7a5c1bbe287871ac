import CPosix
import History
import ReplicaProcess

/// What is looked at when everything should be at rest: descriptors, threads, and Redis' own list of connections.
struct LastLooks {
    let run: Run
    /// Redis, and a replica's face, notice a closed connection at once, but not in zero time, and a large fleet does so one
    /// after the other; a leak is still there after this.
    private var patience: UInt64 { 1_000_000_000 + UInt64(run.fleet.all.count) * 20_000_000 }
    private static let pause: UInt64 = 50_000_000

    func take() async {
        guard !run.plan.isForeign else { return }  // how many of what a program has is its own affair
        for member in run.fleet.ready { run.fleet.prober?.leave(member.life) }  // its connections are not theirs
        let atRest = await connectionsAtRest()
        if run.plan.environments != nil { await run.statusSampler.askAll() }
        await recordInventories()
        await recordIndexMembers()
        await run.recordRegistrations()
        await run.upstreamWatch?.readAll()
        await run.tokenDesk?.audit()
        guard let found = atRest else { return }
        let expected = expectedConnections()
        for (life, count) in found where expected[life] == nil {
            run.recorder.record(.redisClients(life, expected: 0, found: count))
        }
        for (life, count) in expected {
            run.recorder.record(.redisClients(life, expected: count, found: found[life] ?? 0))
        }
    }

    /// A replica that is just connecting anew holds a descriptor more for a moment; a leak is there to stay.
    private func recordInventories() async {
        let end = run.loop.now + patience
        var unsettled = run.fleet.ready
        while !unsettled.isEmpty {
            await run.upstreamWatch?.readAll()
            let isLast = run.loop.now >= end
            var more: [Member] = []
            await run.loop.inTurns(unsettled) { member in
                if !run.recordEnd(of: member, evenMore: isLast) { more.append(member) }
            }
            unsettled = more
            if !unsettled.isEmpty { await run.loop.sleep(nanoseconds: Self.pause) }
        }
    }

    /// Members of an index without a record, or records that an index does not have; not said where Redis cannot be asked.
    private func recordIndexMembers() async {
        guard run.plan.managedKeys != nil, let strays = await run.redis.primary.strayIndexMembers(run.names) else {
            return
        }
        run.recorder.record(.leftover(.indexMembers, count: strays))
    }

    /// Nil when Redis cannot be asked (down, or no permission): then it is not judged.
    private func connectionsAtRest() async -> [Life: UInt32]? {
        let end = run.loop.now + patience
        var found = await run.redis.connections(run.names)
        while found != expectedConnections(), run.loop.now < end, found != nil {
            await run.loop.sleep(nanoseconds: Self.pause)
            found = await run.redis.connections(run.names)
        }
        return found
    }

    private func expectedConnections() -> [Life: UInt32] {
        let each: UInt32 = (run.plan.subscribes ? 2 : 1) + (run.plan.tokens == nil ? 0 : 1)
        return Dictionary(uniqueKeysWithValues: run.fleet.ready.map { ($0.life, each) })
    }

    /// Ends every process and says what would not go; writes the last record. The run is over for the checks when
    /// this begins: what a replica does after it was told to stop is no finding.
    func shutDown() async {
        let end = kq_now()
        let wallOffset = kq_wall_offset()
        run.sampler.stop()
        run.statusSampler.stop()
        run.upstreamWatch?.stop()
        run.fleet.prober?.close()
        let living = run.fleet.all.filter { $0.child != nil }
        _ = await run.forEach(living) { await run.fleet.stop($0) ? .ok : .failed }
        run.registrations?.server.client.close()
        if run.redis.isExternal, !run.names.areKept { await removeKeys() }
        run.operators.forEach { $0.link.close() }
        run.tokenDesk?.close()
        run.redis.close()
        run.upstream?.client.close()
        let left = run.fleet.all.count { $0.child != nil }
        run.recorder.record(.leftover(.processes, count: UInt32(left)))
        run.recorder.record(.runEnded(wallOffset: wallOffset, interrupted: run.isInterrupted), at: end)
    }

    /// An external Redis is left as it was found.
    private func removeKeys() async {
        var isClean = await run.redis.first.removeKeys(of: run.names, and: run.registrationLeftovers())
        if run.plan.tokens != nil, !(await run.redis.first.removeKeys(below: run.names.tokenPrefix)) { isClean = false }
        run.recorder.record(.leftover(.keys, count: isClean ? 0 : 1))
    }
}

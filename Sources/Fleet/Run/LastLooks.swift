import History
import ReplicaProcess

/// What is looked at when everything should be at rest: descriptors, threads, and Redis' own list of connections.
struct LastLooks {
    let run: Run
    /// Redis notices a closed connection at once, but not in zero time; a leak is still there after this.
    private static let patience: UInt64 = 1_000_000_000
    private static let pause: UInt64 = 50_000_000

    func take() async {
        for member in run.fleet.ready { run.recordInventory(of: member, .end) }
        guard let found = await connectionsAtRest() else { return }
        let expected = expectedConnections()
        for (life, count) in found where expected[life] == nil {
            run.recorder.record(.redisClients(life, expected: 0, found: count))
        }
        for (life, count) in expected {
            run.recorder.record(.redisClients(life, expected: count, found: found[life] ?? 0))
        }
    }

    /// Nil when Redis cannot be asked (down, or no permission): then it is not judged.
    private func connectionsAtRest() async -> [Life: UInt32]? {
        let end = run.loop.now + Self.patience
        var found = await run.operators.connections()
        while found != expectedConnections(), run.loop.now < end, found != nil {
            await run.loop.sleep(nanoseconds: Self.pause)
            found = await run.operators.connections()
        }
        return found
    }

    private func expectedConnections() -> [Life: UInt32] {
        let each: UInt32 = run.plan.fleet.push ? 2 : 1
        return Dictionary(uniqueKeysWithValues: run.fleet.ready.map { ($0.life, each) })
    }
}

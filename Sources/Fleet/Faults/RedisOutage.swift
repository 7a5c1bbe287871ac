import History
import RedisLink

/// The holds of all replicas while their Redis is down or moving: one outage at a time, however many steps make it.
///
/// It begins before the first fault is asked for, and ends when no step keeps it up any more **and** the primary is
/// settled: it answers, and everybody who is asked names it.
final class RedisOutage {
    private var holds: [Hold] = []
    private var keepers = 0
    private var isWatching = false
    private(set) var isOngoing = false
    private static let pause: UInt64 = 10_000_000

    /// A step is about to take the primary away. Each call is followed by one of ``release(in:)``.
    func begin(in run: Run) {
        keepers += 1
        guard !isOngoing else { return }
        isOngoing = true
        run.cutOffs.outageBegan(in: run)
        for member in run.fleet.all where member.state != .gone { add(member, in: run) }
    }

    /// A replica that starts during the outage is held as well.
    func add(_ member: Member, in run: Run) {
        guard isOngoing else { return }
        holds.append(run.fleet.holds.begin(member.life, .redisDown, in: run.recorder))
    }

    /// The step's fault has had its effect: from here on the primary may settle.
    func release(in run: Run) {
        keepers -= 1
        guard !isWatching else { return }
        isWatching = true
        run.loop.spawn { [self] in
            while isOngoing, !run.isInterrupted {
                if keepers == 0, await run.isPrimarySettled(), keepers == 0 { end(in: run) }
                await run.loop.sleep(nanoseconds: Self.pause)
            }
            isWatching = false
        }
    }

    private func end(in run: Run) {
        for hold in holds { run.fleet.holds.end(hold, in: run.recorder) }
        holds = []
        isOngoing = false
        run.redis.changes.fire()
    }

    /// Waits for the end of the outage; false when it lasts longer.
    func awaitEnd(atMost limit: UInt64, in run: Run) async -> Bool {
        await run.redis.changes.wait(atMost: limit) { [unowned self] in !isOngoing || run.isInterrupted } && !isOngoing
    }
}

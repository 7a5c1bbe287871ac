import History

/// The holds of all replicas while their Redis is down: one outage at a time, however many steps make it.
final class RedisHolds {
    private var holds: [Hold] = []
    private(set) var isOngoing = false

    func begin(in run: Run) {
        guard !isOngoing else { return }
        isOngoing = true
        for member in run.fleet.all where member.state != .gone { add(member, in: run) }
    }

    /// A replica that starts during the outage is held as well.
    func add(_ member: Member, in run: Run) {
        guard isOngoing else { return }
        holds.append(run.fleet.holds.begin(member.life, .redisDown, in: run.recorder))
    }

    func end(in run: Run) {
        for hold in holds { run.fleet.holds.end(hold, in: run.recorder) }
        holds = []
        isOngoing = false
    }
}

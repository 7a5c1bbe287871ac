extension Rules {
    /// A server is stopped, killed or frozen only while it is up, and started only after it was stopped.
    ///
    /// Judged where a step names a server that is known before the run; `primary` is another one after each failover.
    @Sendable static func redisIsUpOrDown(_ draft: PlanDraft, log: FindingLog) {
        guard draft.stepsAreComplete else { return }
        var servers = ServerStates(redis: draft.redis.plan)
        for step in draft.allSteps {
            if case .startRedis(let node) = step.action {
                if !servers.start(node, at: step.at) {
                    log.report("start-redis: no step before it stopped that Redis", at: step.position)
                }
            } else if let hit = step.action.hit(at: step.at), !servers.take(hit, at: step.at) {
                log.report("\(step.action.label): Redis is down already at that time", at: step.position)
            }
        }
    }
}

/// A node, and when it answers again; `.max` after a step that leaves it down.
private struct Hit {
    let node: RedisNode
    let end: UInt64
}

extension StepAction {
    /// The server that has to be up for this step, and until when the step takes it away.
    fileprivate func hit(at: UInt64) -> Hit? {
        switch self {
        case .stopRedis(let stop): Hit(node: stop.node, end: .max)
        case .killRedis(let kill): Hit(node: kill.node, end: kill.restartAfter.map { at + $0 } ?? .max)
        case .freezeRedis(let freeze): Hit(node: freeze.node, end: at + freeze.duration)
        case .clientKill(let node): Hit(node: node, end: at)
        case .clientPause(let pause): Hit(node: pause.node, end: at)
        case .fillMemory(let fill): Hit(node: fill.node, end: at)
        default: nil
        }
    }
}

/// Which servers are down for how long, as far as the plan tells.
private struct ServerStates {
    let redis: RedisPlan
    private var downUntil: [String: UInt64] = [:]
    /// Servers of which only their role is known and that nothing has started since.
    private var strayStops = 0

    init(redis: RedisPlan) { self.redis = redis }

    /// - Returns: False when the server is surely down at that time.
    mutating func take(_ hit: Hit, at: UInt64) -> Bool {
        guard let name = name(of: hit.node) else {
            if hit.end == .max { strayStops += 1 }
            return true
        }
        let until = downUntil[name] ?? 0
        downUntil[name] = max(until, hit.end)
        return at >= until
    }

    /// - Returns: False when no step before can have stopped it.
    mutating func start(_ node: RedisNode, at: UInt64) -> Bool {
        let stopped = name(of: node).map { [$0] } ?? Array(downUntil.keys)
        if let name = stopped.first(where: { downUntil[$0] == .max }) {
            downUntil[name] = at
            return true
        }
        guard strayStops > 0 else { return false }
        strayStops -= 1
        return true
    }

    /// Nil for one that is drawn, or that a failover changes.
    private func name(of node: RedisNode) -> String? {
        switch node {
        case .primary: redis.topology == .sentinel ? nil : redis.serverNames[0]
        case .replica: nil
        case .named(let name): name
        }
    }
}

import CPosix
import Credentials
import RedisLink
import ReplicaProcess
import Stores

/// Whether a Redis that the user named can carry a run, found out before a replica is forked: everything that the run
/// will need done is done once, on a slot of its own. Removing comes first, so that nothing is written which could not
/// be removed.
struct RedisPreflight {
    private let redis: RedisTopology
    private let `operator`: SlotOperator
    private let loop: EventLoop
    private let slot: SlotName
    private static let oldest = 7
    private static let subscriptionLimit: UInt64 = 5_000_000_000

    init(redis: RedisTopology, operator: SlotOperator, prefix: String, loop: EventLoop) {
        self.redis = redis
        self.operator = `operator`
        self.loop = loop
        slot = SlotName("\(prefix):preflight")
    }

    /// - Throws: one clear reason, with the version or the command that is the trouble.
    func check(usesPush: Bool) async throws(FleetError) {
        let version = await redis.version()
        if let major = version.split(separator: ".").first.flatMap({ Int($0) }), major < Self.oldest {
            throw FleetError(.redisUnusable, "Redis \(version) is too old: \(Self.oldest).0 is the oldest that will do")
        }
        try await remove()
        let obstacle = await obstacle()
        try await remove()
        if let obstacle { throw FleetError(.redisUnusable, "\(obstacle)") }
        if usesPush { try await subscribe() }
    }

    private func remove() async throws(FleetError) {
        let keys = [slot.text, slot.log].map { Array($0.utf8) }
        do {
            _ = try await `operator`.link.call(RedisCommand("DEL", keys))
            _ = try await `operator`.link.call(RedisCommand("EXISTS", keys))
        } catch {
            throw FleetError(.redisUnusable, "\(error)")
        }
    }

    /// Rotates, reads, samples and looks at the log, as operator, replicas and sampler will; nil when all that may be.
    private func obstacle() async -> SlotStoreError? {
        let store = RedisFencedSlotStore(sender: `operator`.link, name: slot, client: "preflight") {
            WallTime(nanoseconds: Int64(bitPattern: kq_now()) + kq_wall_offset())
        }
        var source = SystemRandomNumberGenerator()
        let request = `operator`.rotation(to: .generatedAdminKey(using: &source))
        return await firstError(
            of: { done in store.rotate(request) { done($0.failure) } }, { done in store.read { done($0.failure) } },
            { done in store.sample { done($0.failure) } }, { done in store.readLog(after: nil) { done($0.failure) } })
    }

    private func firstError(of calls: (@escaping (SlotStoreError?) -> Void) -> Void...) async -> SlotStoreError? {
        for call in calls {
            let error = await withCheckedContinuation { continuation in call { continuation.resume(returning: $0) } }
            if let error { return error }
        }
        return nil
    }

    private func subscribe() async throws(FleetError) {
        let changes = redis.changes
        var refusal: RedisError?
        let route = RedisRoute(
            on: loop, to: redis.address(), as: redis.users.operator.access, clientName: "preflight")
        let subscription = route.subscription(
            to: [slot.channel], RedisLinkOptions(),
            onMessage: { _, _ in }, onSubscribed: { _ in changes.fire() },
            onStateChange: { state in
                if case .waiting(let error) = state { refusal = error }
                changes.fire()
            })
        defer { subscription.close() }
        subscription.start()
        _ = await changes.wait(atMost: Self.subscriptionLimit) { subscription.isSubscribed || refusal != nil }
        guard subscription.isSubscribed else {
            throw FleetError(.redisUnusable, refusal.map { "\($0)" } ?? "no subscription within 5 s")
        }
    }
}

extension Result where Failure == SlotStoreError {
    fileprivate var failure: SlotStoreError? { if case .failure(let error) = self { error } else { nil } }
}

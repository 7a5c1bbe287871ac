import CPosix
import Credentials
import RedisLink
import Stores

extension SlotOperators {
    /// Does once, to a slot beside the run's, what the run will need done, so that a user who lacks a permission is told
    /// before anything starts. Removing comes first: nothing is written that could not be removed.
    func rehearse(prefix: String, usesPush: Bool) async throws(FleetError) {
        let trial = SlotName("\(prefix):rehearsal")
        try await remove(trial)
        let store = RedisFencedSlotStore(sender: operating, name: trial, client: "operator") {
            WallTime(nanoseconds: Int64(bitPattern: kq_now()) + kq_wall_offset())
        }
        let obstacle = await obstacle(in: store)
        try await remove(trial)
        if let obstacle { throw FleetError(.redisUnusable, "\(obstacle)") }
        if usesPush { try await subscribe(to: trial) }
    }

    private static let subscriptionLimit: UInt64 = 5_000_000_000

    private func subscribe(to trial: SlotName) async throws(FleetError) {
        var refusal: RedisError?
        let subscription = RedisSubscription(
            on: loop, to: address.endpoint, as: access, channels: [trial.channel], onMessage: { _, _ in },
            onSubscribed: { [changes] _ in changes.fire() },
            onStateChange: { [changes] state in
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

    private func remove(_ trial: SlotName) async throws(FleetError) {
        let keys = [trial.text, trial.log].map { Array($0.utf8) }
        do {
            _ = try await operating.call(RedisCommand("DEL", keys))
            _ = try await operating.call(RedisCommand("EXISTS", keys))
        } catch {
            throw FleetError(.redisUnusable, "\(error)")
        }
    }

    /// Rotates, reads and looks at the log, as operator, replicas and sampler will; nil when all that is allowed.
    private func obstacle(in store: RedisFencedSlotStore) async -> SlotStoreError? {
        var source = SystemRandomNumberGenerator()
        let request = rotation(to: .generatedAdminKey(using: &source))
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
}

extension Result where Failure == SlotStoreError {
    fileprivate var failure: SlotStoreError? { if case .failure(let error) = self { error } else { nil } }
}

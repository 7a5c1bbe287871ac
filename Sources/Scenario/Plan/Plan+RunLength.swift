extension Plan {
    /// How long the run takes after fleet ready when every `await` is met at once: until the last step and every grace
    /// and every key that expires has ended, and then for as long as the slowest replica may take, and two polls.
    /// Nanoseconds.
    package var runLength: UInt64 {
        let ends = steps.map { step in
            if case .awaitConverged = step.action { return step.at }
            return step.at + step.action.planDuration
        }
        // The keys of the start were made before the fleet was ready, so their ends come no later than this.
        let lastEnd = managedKeys?.expiring.map { $0.after + $0.within } ?? 0
        return max(ends.max() ?? 0, lastEnd, tokens?.lasts ?? 0) + settling
    }

    /// How long the run takes at most: each `await` may hold back what follows for as long as its limit.
    package var longestRunLength: UInt64 {
        let awaits = steps.map { step in
            if case .awaitConverged(let condition) = step.action { return condition.within }
            return 0
        }
        return runLength + awaits.reduce(0, +)
    }

    /// What comes after everything has ended: max(learn, refuse) + 2 polls, of whichever kind takes longest.
    package var settling: UInt64 {
        let keys = managedKeys.map { max($0.learn, $0.refuse) + 2 * $0.poll } ?? 0
        let adminKey = max(bounds.learn, bounds.refuse) + 2 * fleet.poll
        let documents = environments.map { max($0.learn, $0.refuse) + 2 * $0.poll } ?? 0
        return max(adminKey, keys, documents, registrations?.settling ?? 0)
    }
}

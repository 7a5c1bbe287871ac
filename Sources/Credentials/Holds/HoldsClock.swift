/// Redis' time as one observer sees it go by.
///
/// A failover to a server whose clock is ahead makes the time jump. Whether an entry is fresh may jump with it: then
/// replicas are missing until they write again. That a replica must have grown stale may not: so the time that has surely
/// gone by is counted with the observer's own steady clock from the first reading on.
package struct HoldsClock: Sendable {
    private var first: (redis: WallTime, steady: SteadyTime)?

    package init() {}

    /// Redis says `now`; returns the latest time that has surely come.
    package mutating func surely(_ now: WallTime, at steady: SteadyTime) -> WallTime {
        guard let first else {
            first = (now, steady)
            return now
        }
        let passed = steady.nanoseconds - min(first.steady.nanoseconds, steady.nanoseconds)
        return min(now, first.redis.advanced(byNanoseconds: Int64(clamping: passed)))
    }
}

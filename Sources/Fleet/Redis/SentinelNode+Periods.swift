import RedisLink

/// How often Sentinels ask and tell; in milliseconds, with SENTINEL DEBUG, which a restart forgets.
extension SentinelNode {
    /// Lets Sentinels find each other at once: by default each says hello every 2 s only, and looks for replicas every 10 s.
    func hurry() async { await setPeriods(publish: 100, info: 100) }

    /// Back to what Redis does by itself, but for pings when down-after is short.
    ///
    /// By itself a Sentinel pings every second, or every down-after when that is shorter. With a new primary it then waits
    /// just as long for the first answer as it takes to the first ping, and finds it dead on the spot: where two do, a
    /// second failover follows the first.
    func calmDown() async { await setPeriods(publish: 2_000, info: 10_000) }

    static func pingPeriod(downAfter nanoseconds: UInt64) -> UInt64 {
        min(1_000, max(20, nanoseconds / 1_000_000 / 4))
    }

    private func setPeriods(publish: Int, info: Int) async {
        let order = RedisCommand(
            "SENTINEL", "DEBUG", "PUBLISH-PERIOD", "\(publish)", "INFO-PERIOD", "\(info)", "PING-PERIOD",
            "\(Self.pingPeriod(downAfter: downAfter))")
        _ = try? await faults.call(order)  // without it, it only takes longer
    }
}

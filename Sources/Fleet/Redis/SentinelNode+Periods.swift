import RedisLink

extension SentinelNode {
    /// Lets Sentinels find each other at once: by default each says hello every 2 s only, and looks for replicas every 10 s.
    func hurry() async { await setPeriods(publish: 100, info: 100) }

    /// Back to what Redis does by itself.
    func calmDown() async { await setPeriods(publish: 2_000, info: 10_000) }

    /// Milliseconds.
    private func setPeriods(publish: Int, info: Int) async {
        let order = RedisCommand("SENTINEL", "DEBUG", "PUBLISH-PERIOD", "\(publish)", "INFO-PERIOD", "\(info)")
        _ = try? await faults.call(order)  // without it, it only takes longer
    }
}

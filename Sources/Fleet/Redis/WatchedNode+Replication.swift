import RedisLink

extension WatchedNode {
    /// True when so many replicas acknowledge what this primary tells them.
    ///
    /// A replica that has the data gets nothing new until its first acknowledgement, which it sends once a second: only a
    /// message that all have acknowledged proves that what is written reaches them.
    func isHeard(by count: Int, on channel: String, atMost limit: UInt64) async -> Bool {
        guard count > 0 else { return true }
        _ = try? await faults.call(RedisCommand("PUBLISH", channel, ""))  // WAIT tells
        let wait = RedisCommand("WAIT", "\(count)", "\(limit / 1_000_000)")
        guard case .integer(let heard)? = try? await faults.call(wait, deadline: 2 * limit) else {
            return false  // asked again
        }
        return heard >= count
    }
}

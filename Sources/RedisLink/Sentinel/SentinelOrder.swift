/// Which Sentinel is asked first, and which one is listened to: a value without I/O.
struct SentinelOrder: Equatable {
    let count: Int
    /// The last that answered.
    private(set) var first: Int
    /// The one whose announcements we subscribe to, nil before the first attempt.
    private(set) var listened: Int?

    /// The seed spreads the processes of a fleet over the Sentinels.
    init(count: Int, seed: UInt64) {
        precondition(count > 0, "a group has at least one Sentinel")
        self.count = count
        first = Int(seed % UInt64(count))
    }

    mutating func answered(_ sentinel: Int) { first = sentinel }

    /// What it said was refuted by the node itself.
    mutating func doubt(_ sentinel: Int) {
        if first == sentinel { first = following(sentinel) }
    }

    /// The one to subscribe to now: the next one after every loss.
    mutating func listen() -> Int {
        let next = listened.map(following) ?? first
        listened = next
        return next
    }

    func following(_ sentinel: Int) -> Int { (sentinel + 1) % count }
}

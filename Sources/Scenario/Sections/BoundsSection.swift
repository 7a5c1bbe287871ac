/// Reads `bounds`; what it leaves open follows from the poll interval.
enum BoundsSection {
    /// What a poll may take on top of its interval.
    private static let allowance: UInt64 = 100_000_000

    static func read(_ node: SourceNode?, poll: UInt64, log: FindingLog) -> Bounds {
        var bounds = Bounds(learn: poll + allowance, refuse: poll + allowance)
        let keys = ["learn", "refuse", "timed", "skew"]
        guard let node, let fields = Fields(node, of: "bounds", keys: keys, log: log) else { return bounds }
        bounds.learn = fields.duration("learn") ?? bounds.learn
        bounds.refuse = fields.duration("refuse") ?? bounds.refuse
        bounds.timed = fields.duration("timed") ?? bounds.timed
        bounds.skew = fields.duration("skew") ?? bounds.skew
        return bounds
    }
}

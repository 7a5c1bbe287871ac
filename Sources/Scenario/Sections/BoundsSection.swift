/// Reads `bounds`; what it leaves open follows from the poll interval of each kind.
struct BoundsSection {
    /// What a poll may take on top of its interval.
    static let allowance: UInt64 = 100_000_000

    private(set) var plan: Bounds
    /// As stated: a service level for every kind.
    private(set) var learn: UInt64?
    private(set) var refuse: UInt64?

    /// - Parameter poll: that of the admin key.
    init(_ node: SourceNode?, poll: UInt64, log: FindingLog) {
        plan = Bounds(learn: poll + Self.allowance, refuse: poll + Self.allowance)
        let keys = ["learn", "refuse", "timed", "skew"]
        guard let node, let fields = Fields(node, of: "bounds", keys: keys, log: log) else { return }
        learn = fields.duration("learn")
        refuse = fields.duration("refuse")
        plan.learn = learn ?? plan.learn
        plan.refuse = refuse ?? plan.refuse
        plan.timed = fields.duration("timed") ?? plan.timed
        plan.skew = fields.duration("skew") ?? plan.skew
    }
}

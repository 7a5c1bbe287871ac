/// The rules in force, and what they come to for one connection. A cut wins over a blackhole, a blackhole over delay and
/// throttle; delays add up, and of several throttles the slowest counts.
struct LinkRules {
    private var rules: [LinkRule] = []

    subscript(id: LinkRule.ID) -> LinkRule? { rules.first { $0.id == id } }

    /// False when a rule of that number is in force already.
    mutating func apply(_ rule: LinkRule) -> Bool {
        guard self[rule.id] == nil else { return false }
        rules.append(rule)
        rules.sort { $0.id < $1.id }
        return true
    }

    /// False when there is none of that number.
    mutating func lift(_ id: LinkRule.ID) -> Bool {
        guard let index = rules.firstIndex(where: { $0.id == id }) else { return false }
        rules.remove(at: index)
        return true
    }

    func effect(on route: LinkRoute) -> LinkEffect {
        var effect = LinkEffect()
        for rule in rules where rule.touches(route) { effect.add(rule) }
        return effect
    }
}

/// What all rules together do to one connection.
struct LinkEffect: Equatable {
    /// The rules that reset it.
    var cuts: [LinkRule.ID] = []
    /// The rules that move nothing of it, one way at least.
    var blackholes: [LinkRule.ID] = []
    /// The rules that delay or throttle it, one way at least.
    var shapers: [LinkRule.ID] = []
    var towardsNode = WayEffect()
    var fromNode = WayEffect()

    var isCut: Bool { !cuts.isEmpty }
    /// A connection that is not there yet needs both ways to come about.
    var isBlackholed: Bool { !blackholes.isEmpty }

    subscript(way: LinkWay) -> WayEffect {
        get { way == .towardsNode ? towardsNode : fromNode }
        set { if way == .towardsNode { towardsNode = newValue } else { fromNode = newValue } }
    }

    fileprivate mutating func add(_ rule: LinkRule) {
        switch rule.kind {
        case .cut: cuts.append(rule.id)
        case .blackhole: blackholes.append(rule.id)
        case .delay, .throttle: shapers.append(rule.id)
        }
        for way in LinkWay.allCases where rule.direction.covers(way) { self[way].add(rule) }
    }
}

/// What the rules do to one way of a connection.
struct WayEffect: Equatable {
    var isHeld = false
    var delays: [LinkDelay] = []
    /// Bytes per second.
    var throttle: UInt64?

    fileprivate mutating func add(_ rule: LinkRule) {
        switch rule.kind {
        case .cut: break  // is about the whole connection
        case .blackhole: isHeld = true
        case .delay(let by, let jitter, let seed):
            delays.append(LinkDelay(rule: rule.id, by: by, jitter: jitter, seed: seed))
        case .throttle(let rate): throttle = min(throttle ?? rate, rate)
        }
    }
}

/// One rule's delay, nanoseconds.
struct LinkDelay: Equatable {
    let rule: LinkRule.ID
    let by: UInt64
    let jitter: UInt64
    let seed: UInt64
}

import RedisFixture

@testable import RedisLink

extension SentinelSet {
    static var access: RedisAccess { RedisAccess(user: user, password: RedisPassword(text: password)) }

    /// The Sentinels of this set, behind others that stand in front of them.
    func group(behind first: [RedisEndpoint] = [], access: RedisAccess = access) -> RedisSentinelGroup {
        var group = RedisSentinelGroup(
            masterName: Self.masterName, sentinels: first + sentinels.map(\.endpoint), access: access)
        group.clientName = "kq:sentinel"
        return group
    }
}

/// A data link and a subscription that follow one Sentinel group, and what they said.
final class FollowingPair {
    let loop: EventLoop
    let sentinel: RedisSentinel
    private(set) var link: RedisLink
    private(set) var subscription: RedisSubscription
    let states = Box<[LinkState]>([])
    let gaps = Box<[Bool]>([])
    let messages = Box<[String]>([])

    /// The first Sentinel of the group is the first to be asked.
    init(on loop: EventLoop, _ group: RedisSentinelGroup) {
        self.loop = loop
        let sentinel = RedisSentinel(on: loop, group, seed: 0)
        self.sentinel = sentinel
        let (states, gaps, messages) = (states, gaps, messages)
        link = RedisLink(on: loop, following: sentinel, as: SentinelSet.access, options: Self.options) {
            states.value.append($0)
        }
        subscription = RedisSubscription(
            on: loop, following: sentinel, as: SentinelSet.access, options: Self.options, channels: ["c"],
            onMessage: { messages.value.append(String(decoding: $1, as: UTF8.self)) },
            onSubscribed: { gaps.value.append($0) })
    }

    /// The back-off of every day, and deadlines that a busy machine keeps.
    private static var options: RedisLinkOptions {
        var options = RedisLinkOptions(clientName: "kq:test")
        options.connectDeadline = .seconds(2)
        options.commandDeadline = .seconds(2)
        options.missedBeats = 10
        return options
    }

    var reasons: [RedisError] {
        states.value.compactMap { if case .waiting(let reason) = $0 { reason } else { nil } }
    }

    func start() {
        link.start()
        subscription.start()
    }

    /// Both are on this node, and it is listened to a Sentinel.
    func isOn(_ node: RedisServer) -> Bool {
        link.endpoint == node.endpoint && subscription.endpoint == node.endpoint && subscription.isSubscribed
            && sentinel.listensTo != nil
    }

    func startOn(_ node: RedisServer) async throws {
        start()
        try await loop.until("both are on the primary", within: 60) { isOn(node) }
    }

    /// Both have left this node for one and the same other.
    func haveLeft(_ node: RedisServer) -> Bool {
        link.endpoint != nil && link.endpoint == subscription.endpoint && link.endpoint != node.endpoint
            && subscription.isSubscribed
    }
}

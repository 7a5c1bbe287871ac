import Credentials
import Glibc
import RedisLink
import ReplicaProcess

/// What a replica is made of without what makes it one: a loop, a link that reads the slot each interval, a subscription.
final class BareLinks {
    private let group: FloorGroup
    private let index: Int
    private let board: FloorBoard
    private let loop = EventLoop()
    private var link: RedisLink?
    private var subscription: RedisSubscription?
    private var timer: LoopTimer?
    private var missing = 2

    init(group: FloorGroup, index: Int, board: FloorBoard) {
        self.group = group
        self.index = index
        self.board = board
    }

    func run() -> Never {
        let endpoint = RedisEndpoint.tcp(host: "127.0.0.1", port: Int(group.port))
        let access = RedisAccess(user: group.user, password: group.password.withBytes { RedisPassword(bytes: $0) })
        link = RedisLink(on: loop, to: endpoint, as: access, options: options("data")) { [unowned self] state in
            if state.isReady { read(isFirst: true) }
        }
        subscription = RedisSubscription(
            on: loop, to: endpoint, as: access, options: options("push"), channels: [group.channel],
            onMessage: { _, _ in }, onSubscribed: { [unowned self] _ in didOne() })
        timer = LoopTimer(on: loop) { [unowned self] in
            read(isFirst: false)
            timer?.set(after: group.poll)
        }
        timer?.set(after: UInt64.random(in: 1...max(1, group.poll)))  // together they would poll in step
        link?.start()
        subscription?.start()
        loop.run()
        _exit(0)
    }

    private func options(_ role: String) -> RedisLinkOptions { RedisLinkOptions(clientName: "floor:\(index):\(role)") }

    private func read(isFirst: Bool) {
        link?.send(RedisCommand("HGETALL", group.place), deadline: nil) { [unowned self] _ in
            if isFirst { didOne() }
        }
    }

    private func didOne() {
        missing -= 1
        if missing == 0 { board.isUp(index) }
    }
}

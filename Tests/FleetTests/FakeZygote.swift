import RedisLink
import ReplicaProcess

@testable import Fleet

/// The other end of a ``ZygoteClient``: says what a test wants it to say.
final class FakeZygote {
    let client: ZygoteClient
    private let channel: PacketChannel
    private(set) var orders: [ZygoteOrder] = []
    /// What it answers to one order.
    var answer: (ZygoteOrder) -> [ZygoteReport] = FakeZygote.obedient

    init(on loop: EventLoop) throws {
        let (ours, theirs) = try PacketSocket.pair()
        client = ZygoteClient(socket: ours, pid: 1)
        channel = PacketChannel(theirs, on: loop)
        client.attach(to: loop)
        channel.onMessage = { [unowned self] bytes in
            guard let order = try? ZygoteOrder(decoding: bytes) else { return false }
            orders.append(order)
            for report in answer(order) { channel.send(report.encoded) }
            return true
        }
    }

    /// Does what it is told, and says what the kernel would say of it: nothing of a signal that changes nothing.
    static func obedient(_ order: ZygoteOrder) -> [ZygoteReport] {
        switch order {
        case .fork(let tag, _), .spawn(let tag, _), .help(let tag, _): [.forked(tag: tag, pid: Int32(tag) + 100)]
        case .signal(let tag, 9): [.exited(tag: tag, status: 9)]
        case .signal(let tag, 19): [.stopped(tag: tag)]
        case .signal, .end: []
        }
    }
}

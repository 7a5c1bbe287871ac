import RedisLink
import ReplicaProcess

/// A helper's end of its control socket: has orders performed, one after the other, and sends the report of each.
final class ControlAnswerer<Order: ControlMessage, Report: ControlMessage> {
    private let channel: PacketChannel

    /// Says hello. `onClose` is called when the coordinator is gone, takes no reports, or is another build, whose orders
    /// cannot be decoded: then there is nobody to talk to.
    init(
        _ control: PacketSocket, on loop: EventLoop, hello: Report, onClose: @escaping () -> Void,
        performing perform: @escaping (Order) -> Report
    ) {
        channel = PacketChannel(control, on: loop)
        channel.onMessage = { [unowned self] bytes in
            guard let order = try? Numbered<Order>(decoding: bytes) else { return false }
            send(perform(order.body), to: order.number)
            return true
        }
        channel.onClosed = onClose
        channel.onFailure = { _ in onClose() }
        send(hello, to: Numbered<Report>.hello)
    }

    private func send(_ report: Report, to number: UInt32) {
        channel.send(Numbered(number: number, body: report).encoded)
    }
}

import RedisLink
import ReplicaProcess

/// Where replicas say hello: a Unix-domain socket in the private directory, so that control works while Redis is down.
final class ControlServer {
    private let listener: PacketSocket
    private let loop: EventLoop
    private var watch: DescriptorWatch?
    /// Connections that have not said hello yet.
    private var strangers: [ObjectIdentifier: ControlPeer] = [:]
    /// The first message of a new connection, which must be `hello`.
    var onHello: (ControlPeer, ReplicaReport) -> Void = { _, _ in }

    /// Forks come faster than the loop accepts; the kernel caps this at `net.core.somaxconn`.
    private static let backlog: Int32 = 4096

    init(path: String, loop: EventLoop) throws(FleetError) {
        do {
            listener = try PacketSocket.listen(at: path, backlog: Self.backlog)
        } catch {
            throw FleetError(.system, error.text)
        }
        self.loop = loop
        let watch = DescriptorWatch(on: loop, descriptor: listener.descriptor) { [unowned self] _ in acceptAll() }
        watch.arm(.readable)
        self.watch = watch
    }

    private func acceptAll() {
        while let socket = listener.accept() {
            let peer = ControlPeer(socket: socket, loop: loop)
            let key = ObjectIdentifier(peer)
            strangers[key] = peer
            peer.onReport = { [unowned self, unowned peer] report in
                strangers[key] = nil
                onHello(peer, report)
            }
            peer.onClose = { [unowned self] in strangers[key] = nil }
        }
    }
}

/// The coordinator's end of one replica's control connection.
final class ControlPeer {
    private let channel: PacketChannel
    var onReport: (ReplicaReport) -> Void = { _ in }
    var onClose: () -> Void = {}
    /// It cannot be told what it must be told: the run means nothing any more.
    var onFailure: (PacketSocket.Failure) -> Void = { _ in }

    init(socket: PacketSocket, loop: EventLoop) {
        channel = PacketChannel(socket, on: loop)
        channel.onMessage = { [unowned self] bytes in
            guard let report = try? ReplicaReport(decoding: bytes) else { return false }
            withExtendedLifetime(self) { onReport(report) }
            return true
        }
        channel.onClosed = { [unowned self] in withExtendedLifetime(self) { onClose() } }
        channel.onFailure = { [unowned self] in onFailure($0) }
    }

    /// Hears what has been said by now.
    func drain() { channel.drain() }

    func send(_ order: ReplicaOrder) { send(encoded: order.encoded) }

    /// For an order that many replicas get: encoded once.
    func send(encoded order: [UInt8]) { channel.send(order) }
}

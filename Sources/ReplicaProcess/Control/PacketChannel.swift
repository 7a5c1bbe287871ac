import RedisLink

/// A ``PacketSocket`` on a loop: hands in what comes, and sees to it that what the kernel did not take at once goes out as
/// soon as the peer reads.
package final class PacketChannel {
    private let socket: PacketSocket
    private var watch: DescriptorWatch?
    /// One message; false ends the channel, as the end of the peer does.
    package var onMessage: ([UInt8]) -> Bool = { _ in true }
    package var onClosed: () -> Void = {}
    /// A message could not be sent: the channel is of no use any more, and the peer sees its end.
    package var onFailure: (PacketSocket.Failure) -> Void = { _ in }

    package init(_ socket: PacketSocket, on loop: EventLoop) {
        self.socket = socket
        socket.isBlocking = false
        let watch = DescriptorWatch(on: loop, descriptor: socket.descriptor) { [unowned self] _ in ready() }
        watch.arm(.readable)
        self.watch = watch
    }

    package func send(_ message: [UInt8]) {
        socket.send(message)
        reportFailure()
        if socket.isBacklogged { watch?.arm([.readable, .writable]) }
    }

    /// Sends everything that still waits and a last message, however long the peer takes to read.
    package func finish(with message: [UInt8]) {
        socket.isBlocking = true
        socket.flush()
        socket.send(message)
    }

    /// Takes what has come by now, without waiting for the loop: before a judgement that it may decide.
    package func drain() {
        withExtendedLifetime(self) { while take(socket.receive()) {} }
    }

    private func ready() {
        withExtendedLifetime(self) {
            socket.flush()
            reportFailure()
            if !socket.isBacklogged { watch?.arm(.readable) }
            drain()
        }
    }

    private func take(_ received: PacketSocket.Received) -> Bool {
        switch received {
        case .message(let bytes): return onMessage(bytes) || close()
        case .nothingYet: return false
        case .closed: return close()
        }
    }

    private func close() -> Bool {
        watch?.arm([])
        onClosed()
        return false
    }

    private func reportFailure() {
        guard let failure = socket.takeFailure() else { return }
        onFailure(failure)
    }
}

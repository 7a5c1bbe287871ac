import CLibuv
import Glibc
import RedisLink

/// One end of a proxied connection: the only owner of its socket.
final class LinkEnd {
    enum Received { case bytes(Int), end, nothingYet, failed }
    enum Sent { case bytes(Int), failed }

    let descriptor: Int32
    private var watch: DescriptorWatch?
    private(set) var isOpen = true

    init(owning descriptor: Int32, on loop: EventLoop, _ body: @escaping (DescriptorWatch.Readiness) -> Void) {
        self.descriptor = descriptor
        watch = DescriptorWatch(on: loop, descriptor: descriptor, body)
    }

    deinit { close() }

    func arm(_ interest: DescriptorWatch.Interest) { watch?.arm(interest) }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Received {
        guard isOpen else { return .failed }
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        if count > 0 { return .bytes(count) }
        if count == 0 { return .end }
        return errno == EAGAIN || errno == EINTR ? .nothingYet : .failed
    }

    /// Zero bytes when the socket is full.
    func write(_ bytes: UnsafeRawBufferPointer) -> Sent {
        guard isOpen else { return .failed }
        let count = send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        if count >= 0 { return .bytes(count) }
        return errno == EAGAIN || errno == EINTR ? .bytes(0) : .failed
    }

    /// Says that no more will come (FIN).
    func finish() { if isOpen { shutdown(descriptor, Int32(SHUT_WR)) } }

    /// Ends the connection with RST.
    func reset() {
        if isOpen { LoopbackSocket.resetOnClose(descriptor) }
        close()
    }

    /// In its own call-back the watch outlives this by a moment, with a number that is free by then: nothing may be opened
    /// before that call-back returns.
    func close() {
        guard isOpen else { return }
        isOpen = false
        watch?.end()
        watch = nil  // first: libuv must have let go of the number before somebody else gets it
        _ = Glibc.close(descriptor)
    }
}

extension DescriptorWatch.Interest {
    /// The other side closed: told without reading, and told of a half-close too.
    static let hungUp = DescriptorWatch.Interest(rawValue: Int32(UV_DISCONNECT.rawValue))
    /// Urgent data, which nobody sends: what is told besides is that the connection broke.
    static let broken = DescriptorWatch.Interest(rawValue: Int32(UV_PRIORITIZED.rawValue))
}

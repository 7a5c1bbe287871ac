import RedisLink
import ReplicaCore

/// How long one upstream client may take, in nanoseconds.
package struct UpstreamLimits: Equatable, Sendable {
    /// From the start to upstream's answer.
    package var start: UInt64
    /// For upstream to notice that we closed; after that the connection is ended from here.
    package var close: UInt64

    package init(start: UInt64 = 10_000_000_000, close: UInt64 = 250_000_000) {
        self.start = start
        self.close = close
    }
}

/// One upstream client on the replica's loop: a real connection that names the replica and a credential, and hears
/// numbered updates.
///
/// It closes in good order: it says that nothing more will come and waits until upstream has closed as well, so that
/// upstream never sees a credential's next connection before the end of this one.
package final class UpstreamClient {
    private let loop: EventLoop
    private let limits: UpstreamLimits
    private let onEvent: (UpstreamConversation.Event) -> Void
    private var conversation = UpstreamConversation()
    private var socket: UpstreamSocket?
    private var watch: DescriptorWatch?
    private var timer: LoopTimer?
    /// Of what is to be said, what the socket has not taken yet.
    private var unsent: ArraySlice<UInt8>

    /// Reads of one turn of the loop, which has others to serve.
    private static let readsPerTurn = 16

    /// Starts to connect to a port of the loopback; whatever comes of it is told by `onEvent`, never from inside this call.
    package init(
        on loop: EventLoop, to port: UInt16, as greeting: UpstreamGreeting, limits: UpstreamLimits = UpstreamLimits(),
        onEvent: @escaping (UpstreamConversation.Event) -> Void
    ) {
        self.loop = loop
        self.limits = limits
        self.onEvent = onEvent
        unsent = (greeting.text ?? [])[...]
        timer = LoopTimer(on: loop) { [unowned self] in ended(.deadline) }
        if let failure = begin(port) { loop.beforeWaiting { [weak self] in self?.ended(failure) } }
    }

    private func begin(_ port: UInt16) -> ClientFailure? {
        // A credential that no line can hold is one that upstream does not know.
        guard !unsent.isEmpty else { return .refused }
        guard let socket = UpstreamSocket(connectingTo: port) else { return .unreachable }
        self.socket = socket
        watch = DescriptorWatch(on: loop, descriptor: socket.descriptor) { [unowned self] in became($0) }
        // On a loopback a connection mostly stands when `connect` returns: then the greeting leaves at once.
        if let sent = socket.send(unsent), sent > 0 {
            conversation.connected()
            unsent = unsent.dropFirst(sent)
        }
        watch?.arm(unsent.isEmpty ? .readable : .writable)
        timer?.set(after: limits.start)
        return nil
    }

    deinit { release() }

    /// Closes a client that has started; the end is told. One that has not is left to its answer.
    package func close() {
        guard conversation.close() else { return }
        socket?.finish()
        timer?.set(after: limits.close)
    }

    /// Says a line more, at once if the socket takes it; false on a client that does not run. That the connection broke is
    /// never found out here, but by the loop.
    package func say(_ line: [UInt8]) -> Bool {
        guard conversation.phase == .running else { return false }
        let isFirst = unsent.isEmpty
        unsent += line
        if isFirst, let sent = socket?.send(unsent) { unsent = unsent.dropFirst(sent) }
        if !unsent.isEmpty { watch?.arm([.readable, .writable]) }
        return true
    }

    /// Lets go of everything at once and tells nothing: the process is about to end.
    package func drop() {
        _ = conversation.broke(.unreachable)
        release()
    }

    private func became(_ readiness: DescriptorWatch.Readiness) {
        withExtendedLifetime(self) {
            switch readiness {
            case .failed: ended(.unreachable)
            case .ready(let interest):
                if interest.contains(.writable) { writable() }
                if interest.contains(.readable) { readable() }
            }
        }
    }

    private func writable() {
        if conversation.phase == .connecting {
            guard socket?.takeError() == 0 else { return ended(.unreachable) }
            conversation.connected()
        }
        guard let sent = socket?.send(unsent) else { return ended(.unreachable) }
        unsent = unsent.dropFirst(sent)
        watch?.arm(unsent.isEmpty ? .readable : [.readable, .writable])
    }

    private func readable() {
        for _ in 0..<Self.readsPerTurn {
            guard let socket else { return }
            switch socket.receive() {
            case .bytes(let bytes, let isAll):
                tell(conversation.received(bytes))
                if isAll { return }
            case .nothingYet: return
            case .end, .failed: return ended(.unreachable)
            }
        }
    }

    private func tell(_ events: [UpstreamConversation.Event]) {
        if conversation.phase == .ended { release() }
        for event in events {
            if case .started = event { timer?.cancel() }
            onEvent(event)
        }
    }

    private func ended(_ failure: ClientFailure) {
        withExtendedLifetime(self) {
            if let event = conversation.broke(failure) { tell([event]) }
        }
    }

    private func release() {
        timer?.cancel()
        watch?.end()  // first: libuv must have let go of the number before somebody else gets it
        (watch, timer) = (nil, nil)
        socket?.close()
        socket = nil
    }
}

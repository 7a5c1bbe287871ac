import CLibuv

/// Tells when a descriptor can be read or written, or has failed; remembers what is armed, so that asking again is free.
///
/// The watch does not own the descriptor: end the watch first, then close the descriptor.
public final class DescriptorWatch {
    public struct Interest: OptionSet, Sendable {
        public let rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }
        public static let readable = Interest(rawValue: Int32(UV_READABLE.rawValue))
        public static let writable = Interest(rawValue: Int32(UV_WRITABLE.rawValue))
    }

    public enum Readiness {
        case ready(Interest)
        /// libuv reports POLLERR as a negative status: ask SO_ERROR for the reason.
        case failed
    }

    private let handle: UnsafeMutablePointer<uv_poll_t>
    private let loop: EventLoop
    private let body: (Readiness) -> Void
    private var armed: Interest = []
    private var hasEnded = false

    public init(on loop: EventLoop, descriptor: Int32, _ body: @escaping (Readiness) -> Void) {
        handle = .allocate(capacity: 1)
        self.loop = loop
        self.body = body
        let status = uv_poll_init(loop.uv, handle, descriptor)
        precondition(status == 0, "uv_poll_init: \(EventLoop.text(of: status))")
        handle.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    }

    public func arm(_ interest: Interest) {
        guard interest != armed, !hasEnded else { return }
        armed = interest
        guard !interest.isEmpty else {
            uv_poll_stop(handle)
            return
        }
        uv_poll_start(handle, interest.rawValue, Self.fire)
    }

    private static let fire: uv_poll_cb = { handle, status, events in
        guard let data = handle?.pointee.data else { return }
        let watch = Unmanaged<DescriptorWatch>.fromOpaque(data).takeUnretainedValue()
        withExtendedLifetime(watch) {
            if status < 0 { watch.armed = [] }  // libuv has stopped the watch itself
            watch.body(status < 0 ? .failed : .ready(Interest(rawValue: events)))
        }
    }

    /// Lets go of the descriptor now, which may be closed after this and come back as another one. Dropping the last reference
    /// is not the same: while the watch tells something, it holds itself.
    public func end() {
        guard !hasEnded else { return }
        hasEnded = true
        closeHandle(handle)  // which stops the watch at once
    }

    deinit { end() }
}

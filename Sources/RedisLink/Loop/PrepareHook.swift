import CLibuv

/// Runs its body just before the loop waits; does not keep the loop alive.
///
/// A loop has one of these: libuv runs the latest hook first, so that two of them could not be relied on to run in order.
final class PrepareHook {
    private let handle: UnsafeMutablePointer<uv_prepare_t>
    private let body: () -> Void

    init(loop: EventLoop, _ body: @escaping () -> Void) {
        handle = .allocate(capacity: 1)
        self.body = body
        uv_prepare_init(loop.uv, handle)
        handle.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        uv_prepare_start(handle) { handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<PrepareHook>.fromOpaque(data).takeUnretainedValue().body()
        }
        handle.withMemoryRebound(to: uv_handle_t.self, capacity: 1) { uv_unref($0) }
    }

    deinit {
        uv_prepare_stop(handle)
        closeHandle(handle)
    }
}

import CLibuv

/// Calls its body on the loop when one of some signals comes; the process no longer dies of them.
public final class SignalWatch {
    private var handles: [UnsafeMutablePointer<uv_signal_t>] = []
    private let body: () -> Void

    public init(on loop: EventLoop, numbers: [Int32], _ body: @escaping () -> Void) {
        self.body = body
        for number in numbers {
            let handle = UnsafeMutablePointer<uv_signal_t>.allocate(capacity: 1)
            uv_signal_init(loop.uv, handle)
            handle.pointee.data = Unmanaged.passUnretained(self).toOpaque()
            uv_signal_start(
                handle,
                { handle, _ in
                    guard let data = handle?.pointee.data else { return }
                    Unmanaged<SignalWatch>.fromOpaque(data).takeUnretainedValue().body()
                }, number)
            handles.append(handle)
        }
    }

    deinit {
        for handle in handles {
            uv_signal_stop(handle)
            closeHandle(handle)
        }
    }
}

import CLibuv
import Synchronization

/// Where other threads leave messages for a loop's thread, which is woken by them.
///
/// Proof for `@unchecked Sendable`: `state` has a lock; `body` is set once, before anybody can post, and runs on the loop's
/// thread only, as ``close()`` does; the wake handle is only signalled with `uv_async_send`, which libuv allows from any
/// thread, and under the lock, so never after it was closed.
package final class LoopMailbox<Message: Sendable>: @unchecked Sendable {
    private struct State {
        var waiting: [Message] = []
        var isOpen = true
    }

    private let state = Mutex(State())
    private let wake: UnsafeMutablePointer<uv_async_t>
    private let body: (Message) -> Void

    /// The most messages that wait; a loop that is so far behind takes no more.
    package static var capacity: Int { 4096 }

    /// Made on the loop's thread, after the fork. Its owner ends it with ``close()``.
    package init(on loop: EventLoop, _ body: @escaping (Message) -> Void) {
        loop.executor.assertOnLoop()
        self.body = body
        wake = .allocate(capacity: 1)
        uv_async_init(loop.uv, wake) { handle in
            guard let data = handle?.pointee.data else { return }
            (Unmanaged<AnyObject>.fromOpaque(data).takeUnretainedValue() as? any MailboxDelivery)?.deliver()
        }
        wake.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    }

    /// Leaves a message, from any thread; they are taken in the order of these calls. False when it is closed or full.
    package func post(_ message: Message) -> Bool {
        state.withLock { state in
            guard state.isOpen, state.waiting.count < Self.capacity else { return false }
            state.waiting.append(message)
            uv_async_send(wake)
            return true
        }
    }

    /// Takes no more; on the loop's thread. What still waits is handed in first.
    package func close() {
        deliver()
        let wasOpen = state.withLock { state in
            defer { state.isOpen = false }
            return state.isOpen
        }
        if wasOpen { closeHandle(wake) }
    }
}

/// What a C function can call whatever the messages are.
private protocol MailboxDelivery: AnyObject {
    func deliver()
}

extension LoopMailbox: MailboxDelivery {
    fileprivate func deliver() {
        let messages = state.withLock { state in
            defer { state.waiting.removeAll(keepingCapacity: true) }
            return state.waiting
        }
        for message in messages { body(message) }
    }
}

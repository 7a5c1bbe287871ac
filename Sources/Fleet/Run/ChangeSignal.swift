import RedisLink

/// Lets async code on the loop wait until a condition holds, looked at whenever something changed.
final class ChangeSignal {
    private let loop: EventLoop
    private var waiting: [UInt64: Waiter] = [:]
    private var next: UInt64 = 0
    private var isLookQueued = false

    private struct Waiter {
        let condition: () -> Bool
        let resume: (Bool) -> Void
    }

    init(loop: EventLoop) { self.loop = loop }

    /// Has every condition that somebody waits for looked at, once for all changes of this turn of the loop: a thousand
    /// replicas say ready within a few turns.
    func fire() {
        guard !isLookQueued, !waiting.isEmpty else { return }
        isLookQueued = true
        loop.beforeWaiting { [weak self] in self?.look() }
    }

    private func look() {
        isLookQueued = false
        for (key, waiter) in waiting where waiter.condition() {
            waiting[key] = nil
            waiter.resume(true)
        }
    }

    /// False when the deadline (nanoseconds from now) came first.
    func wait(atMost nanoseconds: UInt64, until condition: @escaping () -> Bool) async -> Bool {
        if condition() { return true }
        let key = next
        next += 1
        var timer: LoopTimer?
        let met = await withCheckedContinuation { continuation in
            waiting[key] = Waiter(condition: condition) { continuation.resume(returning: $0) }
            let deadline = LoopTimer(on: loop) { [unowned self] in waiting.removeValue(forKey: key)?.resume(false) }
            deadline.set(after: nanoseconds)
            timer = deadline
        }
        withExtendedLifetime(timer) {}
        return met
    }
}

import Glibc
import RedisLink
import Synchronization

/// Runs a test's body on an event loop of its own, on a thread of its own.
///
/// The body keeps the test's context, so that `#expect` inside it belongs to the test. When it does not end within the
/// deadline, this throws instead of hanging; the thread is left behind. At most a few loops run at a time, so that
/// tests with real servers do not make each other late. Do not nest.
package func withLoop<Value: Sendable>(
    deadline: Duration = .seconds(30), _ body: @escaping @Sendable (EventLoop) async throws -> Value
) async throws -> Value {
    await LoopThreads.enter()
    defer { LoopThreads.leave() }
    let outcome = Outcome<Value>()
    let loop = await LoopThread.start()
    let work = Task(executorPreference: loop.executor) {
        let timer = loop.onItsThread { [outcome] loop in
            LoopTimer(on: loop) {
                outcome.settle(.failure(FixtureError("the body did not end within \(deadline)")))
                loop.stop()
            }
        }
        timer.set(after: UInt64(deadline / .nanoseconds(1)))
        do {
            outcome.settle(.success(try await body(loop.value)))
        } catch {
            outcome.settle(.failure(error))
        }
        timer.cancel()
        loop.value.stop()
    }
    let guardian = Task.detached {
        try await Task.sleep(for: deadline + .seconds(5))
        outcome.settle(.failure(FixtureError("the loop's thread hangs")))
    }
    defer {
        guardian.cancel()
        work.cancel()
    }
    return try await outcome.value
}

/// A loop on a thread that runs it.
///
/// Proof for `@unchecked Sendable`: others take the executor only, which is `Sendable`; `value` is used by jobs of that
/// executor, which run on the loop's thread.
private final class LoopThread: @unchecked Sendable {
    let value: EventLoop
    var executor: LoopExecutor { value.executor }

    private init(_ value: EventLoop) { self.value = value }

    func onItsThread<Result>(_ body: (EventLoop) -> Result) -> Result { body(value) }

    static func start() async -> LoopThread {
        await withCheckedContinuation { continuation in
            Thread.start {
                let loop = EventLoop()
                continuation.resume(returning: LoopThread(loop))
                loop.run()
            }
        }
    }
}

/// A result that is settled once and awaited once.
private final class Outcome<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, any Error>)
        case settled(Result<Value, any Error>)
        case done
    }
    private let state = Mutex(State.open)

    func settle(_ result: Result<Value, any Error>) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            switch state {
            case .open: state = .settled(result)
            case .awaited(let continuation):
                state = .done
                return continuation
            case .settled, .done: break
            }
            return nil
        }
        waiting?.resume(with: result)
    }

    var value: Value {
        get async throws {
            try await withCheckedThrowingContinuation { continuation in
                let known = state.withLock { state -> Result<Value, any Error>? in
                    guard case .settled(let result) = state else {
                        state = .awaited(continuation)
                        return nil
                    }
                    state = .done
                    return result
                }
                if let known { continuation.resume(with: known) }
            }
        }
    }
}

/// How many loops run at a time.
private enum LoopThreads {
    private struct State {
        var free = 4
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private static let state = Mutex(State())

    static func enter() async {
        await withCheckedContinuation { continuation in
            let mayGo = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if mayGo { continuation.resume() }
        }
    }

    static func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}

import Credentials
import History
import RedisLink

/// Why a caller gets no registration.
package enum RegistrationUnavailable: Error, Equatable, Sendable {
    /// The attempt that it waited for.
    case failed(RegistrationFailure)
    /// Not within its own limit.
    case deadline
    /// The caller's own task; it goes on for all others.
    case cancelled
    /// The process ends, or there is no such registration.
    case ended
}

/// Callers that wait for a registration.
///
/// One resolver works for all of them, on nobody's task: whoever came first may go, and the others still get what comes of
/// it, each a copy of its own, because a registration is a value.
final class RegistrationWaiters {
    typealias Outcome = Result<Registration, RegistrationUnavailable>

    private struct Waiter {
        let id: RegistrationID
        let continuation: CheckedContinuation<Outcome, Never>
        let deadline: LoopTimer
    }

    /// More callers than this do not wait; they are told so at once, as if their time were up.
    static let most = 10_000

    private let loop: EventLoop
    private var waiters: [UInt64: Waiter] = [:]
    private var nextNumber: UInt64 = 1

    init(on loop: EventLoop) { self.loop = loop }

    var count: Int { waiters.count }

    func wait(for id: RegistrationID, within nanoseconds: UInt64) async -> Outcome {
        guard waiters.count < Self.most else { return .failure(.deadline) }
        let number = nextNumber
        nextNumber += 1
        // Proof: used by a job of the loop's executor only, which runs on the loop's thread like everything else here.
        nonisolated(unsafe) let waiters = self
        let executor = loop.executor
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiters.add(number, id, $0, nanoseconds) }
        } onCancel: {
            _ = Task(executorPreference: executor) { waiters.settle(number, .failure(.cancelled)) }
        }
    }

    private func add(
        _ number: UInt64, _ id: RegistrationID, _ continuation: CheckedContinuation<Outcome, Never>,
        _ nanoseconds: UInt64
    ) {
        let deadline = LoopTimer(on: loop) { [unowned self] in settle(number, .failure(.deadline)) }
        deadline.set(after: nanoseconds)
        waiters[number] = Waiter(id: id, continuation: continuation, deadline: deadline)
    }

    private func settle(_ number: UInt64, _ outcome: Outcome) {
        waiters.removeValue(forKey: number)?.continuation.resume(returning: outcome)
    }

    /// For all who wait for this one now.
    func settle(_ id: RegistrationID, _ outcome: Outcome) {
        for (number, waiter) in waiters where waiter.id == id { settle(number, outcome) }
    }

    func close() { for number in waiters.keys { settle(number, .failure(.ended)) } }
}

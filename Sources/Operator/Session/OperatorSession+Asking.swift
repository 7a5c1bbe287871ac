import Credentials
import RedisLink
import Stores

extension OperatorSession {
    private static let mostAttempts = 50
    private static let firstPause: UInt64 = 20_000_000
    private static let longestPause: UInt64 = 500_000_000

    /// Makes a change, again and again until the answer is one that another attempt would not change.
    ///
    /// - Parameter attempt: told whether it is the first one.
    func persist<Success: Sendable, Failure: StoreFailure>(
        _ attempt: (_ isFirst: Bool, _ done: @escaping (Result<Success, Failure>) -> Void) -> Void
    ) async throws(OperatorError) -> Success {
        let deadline = loop.now + changeLimit
        var pause = Self.firstPause
        var wasUnknown = false
        for number in 1...Self.mostAttempts {
            let result = await withCheckedContinuation { continuation in
                attempt(number == 1) { continuation.resume(returning: $0) }
            }
            switch result {
            case .success(let value): return value
            case .failure(let failure):
                wasUnknown = wasUnknown || failure.outcome == .unknown
                guard failure.mayPass, loop.now + pause < deadline, number < Self.mostAttempts else {
                    throw OperatorError(failure, wasUnknown: wasUnknown)
                }
                await loop.sleep(nanoseconds: pause)
                pause = min(2 * pause, Self.longestPause)
                await reconnected(by: deadline)
            }
        }
        throw OperatorError(.refused, wasUnknown ? .unknown : .failed, "gave up after \(Self.mostAttempts) attempts")
    }

    /// Reads something; a read may be repeated at will.
    func read<Success: Sendable, Failure: StoreFailure>(
        _ attempt: (_ done: @escaping (Result<Success, Failure>) -> Void) -> Void
    ) async throws(OperatorError) -> Success {
        try await persist { _, done in attempt(done) }
    }

    /// One attempt.
    func once<Success: Sendable, Failure: StoreFailure>(
        _ attempt: (_ done: @escaping (Result<Success, Failure>) -> Void) -> Void
    ) async -> Result<Success, Failure> {
        await withCheckedContinuation { continuation in attempt { continuation.resume(returning: $0) } }
    }

    /// The next attempt says what is wrong, if something still is.
    private func reconnected(by deadline: UInt64) async { try? await connected(by: deadline) }
}

import Credentials
import RedisLink
import Stores

/// Why a command was not done. It carries no secret, so it may be shown.
package struct OperatorError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What a shell is told.
    package enum Code: Int32, Sendable {
        /// Refused, superseded, unknown, or not confirmed in time.
        case refused = 1
        case usage = 2
        /// Redis cannot be reached or does not permit it, or a file cannot be written.
        case environment = 3
    }

    /// What became of the change that was asked for.
    package enum Outcome: String, Sendable {
        /// Certainly without effect.
        case failed
        /// It may have taken effect.
        case unknown
        /// It took effect, and something else is in force now.
        case superseded
        /// It took effect, and what was to follow did not happen.
        case done
    }

    package let code: Code
    package let outcome: Outcome
    package let description: String

    package init(_ code: Code, _ outcome: Outcome = .failed, _ description: String) {
        self.code = code
        self.outcome = outcome
        self.description = description
    }
}

extension StoreFailure {
    /// Another attempt may come out otherwise: the connection is lost, or the server is not what it should be yet.
    var mayPass: Bool {
        guard let error = redisError else { return isSilence }
        switch error.serverError?.kind {
        case .readOnly, .loading, .masterDown, .noReplicas, .busy: return true
        case .some: return false
        case nil: return error.code != .closed && error.code != .forked
        }
    }
}

extension OperatorError {
    /// - Parameter wasUnknown: an earlier attempt may have taken effect.
    init(_ failure: some StoreFailure, wasUnknown: Bool = false) {
        // What a store of ours refuses is refused, whatever became of an attempt before: it has looked.
        let isUnknown = failure.outcome == .unknown || (wasUnknown && failure.isSilence)
        if isUnknown {
            self.init(.refused, .unknown, "outcome unknown, it may have taken effect: \(failure)")
        } else {
            self.init(failure.isSilence ? .environment : .refused, .failed, "\(failure)")
        }
    }
}

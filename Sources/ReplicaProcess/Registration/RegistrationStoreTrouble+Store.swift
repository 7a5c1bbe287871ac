import RedisLink
import ReplicaCore
import Stores

extension RegistrationStoreTrouble {
    init(_ error: RegistrationStoreError) {
        guard error.outcome == .failed else {
            self = .unknown
            return
        }
        switch error.cause {
        case .redis(let cause):
            switch cause.code {
            case .deadlineExceeded: self = .deadline
            case .serverError: self = .refused
            default: self = .unreachable
            }
        case .missing, .unreadableAnswer: self = .refused
        case .outage: self = .unreachable
        }
    }
}

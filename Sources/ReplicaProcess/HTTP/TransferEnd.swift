import CCurl
import Credentials
import ReplicaCore

/// How one transfer ended.
enum TransferEnd: Equatable {
    case answered(RegistrationResponse)
    /// Not followed yet.
    case redirected(to: String)
    /// `isConnected` false: another address of the same host may be tried.
    case failed(RegistrationTransportFlaw, isConnected: Bool)
}

/// What is known at the end of a transfer, and what it means.
struct TransferFacts {
    let result: CURLcode
    let stop: AnswerIntake.Stop?
    let isHeadWhole: Bool
    let hasSent: Bool
    let hasRefusedAddress: Bool
    let status: Int

    /// 303 and the like without a `Location` are answers.
    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) }

    var wasConnected: Bool { hasSent || result != CURLE_COULDNT_CONNECT }

    /// Nil for an answer, complete or cut off on purpose.
    var flaw: RegistrationTransportFlaw? {
        switch stop {
        case .tooLarge?: return .tooLarge
        case .enough?: return isRedirect ? .refusedRedirect : nil  // libcurl tells no target of what was cut off
        case nil: break
        }
        if hasRefusedAddress { return .refusedAddress }
        guard hasSent else { return beforeSending }
        if result == CURLE_OK { return isHeadWhole ? nil : .lost }
        return Self.afterSending[result.rawValue, default: .lost]
    }

    /// Nothing left this process, so nothing took effect.
    private var beforeSending: RegistrationTransportFlaw? {
        switch result {
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_INITFAILED:
            .insecure
        default: .unreachable
        }
    }

    private static let afterSending: [UInt32: RegistrationTransportFlaw] = [
        CURLE_OPERATION_TIMEDOUT.rawValue: .deadline,
        CURLE_UNSUPPORTED_PROTOCOL.rawValue: .malformed, CURLE_WEIRD_SERVER_REPLY.rawValue: .malformed,
        CURLE_BAD_CONTENT_ENCODING.rawValue: .malformed,
    ]
}

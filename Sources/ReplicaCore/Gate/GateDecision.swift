import Credentials
import History

/// What the gate says to one request.
package enum GateDecision: Equatable, Sendable {
    case passed(GateCaller)
    case refused(GateRefusal)

    package var isPassed: Bool { if case .passed = self { true } else { false } }
}

/// Who a request is attributed to.
package enum GateCaller: Equatable, Sendable {
    /// Which key matched, by its fingerprint: the stored key's, however it was spelled (V11, pitfall 17).
    case adminKey(AdminKeyPlace, FingerprintBits)
    case internalToken
    case managedKey(ManagedKeyID, path: UserPathNumber)
    case environment(EnvironmentName, EnvironmentCredentialKind)
    /// Nobody has asked for any key yet, or the route asks for none.
    case nobody

    package var kind: GateCallerKind {
        switch self {
        case .adminKey: .adminKey
        case .internalToken: .internalToken
        case .managedKey: .managedKey
        case .environment(_, .sdkKey): .sdkKey
        case .environment(_, .mobileKey): .mobileKey
        case .environment(_, .environmentID): .environmentID
        case .nobody: .noKey
        }
    }
}

/// As audit events and metrics name a caller.
package enum GateCallerKind: String, CaseIterable, Sendable {
    case adminKey = "admin_key"
    case internalToken = "internal_token"
    case managedKey = "managed_key"
    case sdkKey = "sdk_key"
    case mobileKey = "mobile_key"
    case environmentID = "environment_id"
    case noKey = "no_key"
}

/// Why a request does not pass. The caller sees one of three answers; the reason goes to the audit event and nowhere
/// else (W10).
package struct GateRefusal: Equatable, Sendable {
    package enum Answer: Equatable, Sendable {
        /// 401: nothing presented here opens this route.
        case unauthorized
        /// 404: the same where a browser asks.
        case notFound
        /// 503: this replica cannot know yet, or not any more.
        case unavailable
        /// 503: it has no such credentials at all.
        case featureOff
    }

    package enum Reason: String, Sendable {
        case missing, ambiguous, unknown, inactive, expired
        /// Not ready, or nothing was read yet.
        case notReady = "not_ready"
        /// The last good read is too old.
        case stale
        case featureOff = "feature_off"
    }

    package let answer: Answer
    package let reason: Reason

    package init(_ answer: Answer, _ reason: Reason) {
        self.answer = answer
        self.reason = reason
    }
}

import Credentials
import History
import ReplicaCore

// The history's words for what the core and the store say in theirs.

extension RegistrationCall {
    init(_ method: RegistrationRequest.Method) {
        switch method {
        case .get: self = .discover
        case .post: self = .register
        case .delete: self = .withdraw
        }
    }
}

extension PutOutcome {
    init(_ result: Result<RegistrationPutResult, RegistrationStoreTrouble>) {
        switch result {
        case .success(let answer): self.init(answer.effect)
        case .failure(.unknown): self = .unknown
        case .failure: self = .failed
        }
    }

    private init(_ effect: RegistrationPutResult.Effect) {
        switch effect {
        case .wrote: self = .wrote
        case .already: self = .already
        case .lost: self = .lost
        case .fenced: self = .fenced
        case .withdrawn: self = .withdrawn
        }
    }
}

extension RegistrationStep {
    init(_ step: RegistrationFailure.Step) {
        switch step {
        case .validate: self = .validate
        case .resolveRedirectURI: self = .resolveRedirectURI
        case .resolveUpstreamID: self = .resolveUpstreamID
        case .cacheRead: self = .cacheRead
        case .claim: self = .claim
        case .metadataDiscovery: self = .metadataDiscovery
        case .selectAuthMethod: self = .selectAuthMethod
        case .dcrCall: self = .dcrCall
        case .cacheWrite: self = .cacheWrite
        }
    }
}

extension VersionStamp {
    init(_ version: Version?) {
        self.init(epoch: version?.epoch.number ?? 0, nonce: version?.nonce.bits ?? 0)
    }
}

extension UnixSeconds {
    /// 0 for none.
    static func stamp(_ time: UnixSeconds?) -> UInt64 { UInt64(time?.number ?? 0) }
}

extension HTTPClient.Answer {
    /// 0 for no answer.
    var status: Int {
        switch self {
        case .success(let response): response.status
        case .failure: 0
        }
    }
}

extension RegistrationResponse {
    /// The client that this answer to a registration names; nil when it cannot be read, by the rule that the resolver has.
    var issuedClient: String? {
        isJSON ? (try? IssuedClient(json: body))?.clientID : nil  // what is wrong with it, the resolver says
    }
}

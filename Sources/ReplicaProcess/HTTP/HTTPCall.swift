import Credentials
import ReplicaCore

/// One HTTP call with all its limits: it is made once, and answered once.
struct HTTPCall {
    /// What proves who asks; never sent on after a redirect.
    enum Proof {
        case none
        case bearer(Secret)
        case basic(user: String, Secret)
    }

    var method: RegistrationRequest.Method
    var url: String
    var proof = Proof.none
    /// Empty for none.
    var body: [UInt8] = []
    var bodyType = "application/json"
    /// Nanoseconds for all of it: every address, every redirect, to the last byte.
    var timeLimit: UInt64
    var redirects = RegistrationRequest.Redirects.refused
    /// False: every address that it connects to must be a public one.
    var mayBePrivate: Bool
}

extension HTTPCall {
    init(_ request: RegistrationRequest) {
        self.init(
            method: request.method, url: request.url, proof: request.bearer.map(Proof.bearer) ?? .none,
            body: request.body, timeLimit: request.timeLimit, redirects: request.redirects,
            mayBePrivate: request.mayBePrivate)
    }

    /// After a redirect to the same server.
    func following(to url: String) -> HTTPCall {
        var call = self
        call.url = url
        call.proof = .none
        return call
    }

    /// Name and value of each line, without their ends; nil when a secret would break out of its line.
    var headerLines: [String]? {
        var lines = ["Accept: application/json", "Connection: close", "Expect:"]
        if !body.isEmpty { lines.append("Content-Type: \(bodyType)") }
        switch proof {
        case .none: break
        case .bearer(let token):
            // It comes from a server, or from a file: one with a line's end in it would be a header of its own.
            guard token.fitsIntoHeader else { return nil }
            lines.append("Authorization: Bearer \(token.withBytes { String(decoding: $0, as: UTF8.self) })")
        case .basic(let user, let secret):
            let pair = Array(FormText.encoded(user).utf8) + [0x3A] + secret.withBytes { FormText.encoded($0) }
            lines.append("Authorization: Basic \(Base64.encoded(pair))")
        }
        return lines
    }
}

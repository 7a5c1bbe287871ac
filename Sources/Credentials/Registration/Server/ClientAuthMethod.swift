/// How a client proves itself at the token endpoint; the ones that a registration here may ask for.
package enum ClientAuthMethod: String, Sendable, CaseIterable {
    case basic = "client_secret_basic"
    case post = "client_secret_post"
    case none
}

extension ClientAuthMethod {
    /// Chooses what to ask for. private_key_jwt is never chosen: nothing here could use it.
    ///
    /// - Parameters:
    ///   - advertised: nil when the server does not say, which means basic (RFC 8414).
    ///   - challenges: code challenge methods; a client without a secret needs S256 (RFC 7636).
    package static func chosen(
        advertised: [String]?, challenges: [String], isPublic: Bool
    ) throws(RegistrationFlaw) -> ClientAuthMethod {
        let hasS256 = challenges.contains("S256")
        let names = advertised ?? []
        if isPublic {
            guard hasS256 else { throw .noAuthMethod("a public client needs S256 (RFC 7636), which is not offered") }
            guard names.isEmpty || names.contains(none.rawValue) else {
                throw .noAuthMethod("a public client needs the method none, which is not offered")
            }
            return .none
        }
        guard !names.isEmpty else { return .basic }
        if let secret = [basic, post].first(where: { names.contains($0.rawValue) }) { return secret }
        guard names.contains(none.rawValue) else { throw .noAuthMethod("none of the methods offered can be used") }
        guard hasS256 else {
            throw .noAuthMethod("only the method none is offered, and it needs S256 (RFC 7636), which is not")
        }
        return .none
    }
}

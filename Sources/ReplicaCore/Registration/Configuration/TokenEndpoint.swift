import Credentials

/// Where a registration is used, as far as that may be.
package struct TokenEndpoint: Equatable, Sendable {
    package let url: String
    /// False: an address that the host's name resolves to must be public.
    package let mayBePrivate: Bool
}

extension RegistrationResolver {
    /// A row was written by another process, and by another configuration perhaps: its URL is judged again.
    package func tokenEndpoint(of registration: Registration) throws(RegistrationFlaw) -> TokenEndpoint {
        let url = registration.tokenEndpoint
        let isExplicit = settings.tokenEndpoint == url && !settings.hasServerSuppliedEndpoints
        let rule = EndpointRule(settings, issuer: plan.upstreamAddress)
        let endpoint = try rule.check(url, "token_endpoint", isConfigured: isExplicit)
        return TokenEndpoint(url: endpoint.url, mayBePrivate: endpoint.mayBePrivate)
    }
}

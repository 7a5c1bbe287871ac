/// The issuer that a discovery URL stands for: what its document must say, byte for byte.
package enum IssuerOfDiscovery {
    private static let suffixes = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]

    /// `https://idp/tenants/7/.well-known/openid-configuration` and
    /// `https://idp/.well-known/oauth-authorization-server/tenants/7` are both of `https://idp/tenants/7`; any other path is
    /// of the origin.
    package static func issuer(of url: String) throws(RegistrationFlaw) -> String {
        guard let address = WebAddress(url) else { throw .badURL("discovery_url") }
        let path = Array(address.path.utf8)
        for suffix in suffixes.map({ Array($0.utf8) }) {
            if path.count >= suffix.count, path.suffix(suffix.count).elementsEqual(suffix) {
                return address.origin + text(path.dropLast(suffix.count))
            }
            if path.starts(with: suffix + [0x2F]) {
                let rest = path.dropFirst(suffix.count)
                return address.origin + (rest.count == 1 ? "" : text(rest))
            }
        }
        return address.origin
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}

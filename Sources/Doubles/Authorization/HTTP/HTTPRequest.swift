/// One request, whole.
package struct HTTPRequest: Equatable, Sendable {
    package let method: String
    /// Without query.
    package let path: String
    /// Names in lower case; of several lines with one name the first.
    package let headers: [String: String]
    package let body: [UInt8]

    package init(method: String, path: String, headers: [String: String] = [:], body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }

    /// The token of `Authorization: Bearer`.
    var bearer: [UInt8]? {
        guard let value = headers["authorization"], value.lowercased().hasPrefix("bearer ") else { return nil }
        return Array(value.utf8.dropFirst(7))
    }

    /// The media type without parameters.
    var contentType: String {
        String((headers["content-type"] ?? "").prefix { $0 != ";" && $0 != " " }).lowercased()
    }
}

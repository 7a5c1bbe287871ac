import Credentials
import FoundationEssentials
import RedisFixture

@testable import Doubles

/// The double without its sockets.
struct ServerBench {
    var server: AuthorizationServer
    var now = WallTime(milliseconds: 1_790_000_000_000)

    init(_ tenants: AuthorizationTenant...) {
        server = AuthorizationServer(
            base: "http://127.0.0.1:1", tenants: tenants.isEmpty ? [AuthorizationTenant(name: "a")] : tenants,
            random: SeededGenerator(seed: 1))
    }

    mutating func ask(
        _ method: String, _ path: String, bearer: String? = nil, basic: String? = nil, body: String = "",
        type: String = "application/json"
    ) -> AuthorizationServer.Reply {
        var headers = ["content-type": type]
        if let bearer { headers["authorization"] = "Bearer \(bearer)" }
        if let basic { headers["authorization"] = "Basic \(Data(basic.utf8).base64EncodedString())" }
        return server.answer(
            to: HTTPRequest(method: method, path: path, headers: headers, body: Array(body.utf8)), at: now)
    }

    mutating func register(_ body: String = Self.wish(), tenant: String = "a", bearer: String? = nil) -> HTTPResponse {
        ask("POST", "/tenants/\(tenant)/register", bearer: bearer, body: body).response
    }

    static func wish(_ uris: [String] = ["https://gw.test/cb"], more: String = "") -> String {
        #"{"redirect_uris":["# + uris.map { "\"\($0)\"" }.joined(separator: ",") + "]" + more + "}"
    }
}

/// A JSON object's texts and numbers, as text.
struct JSONTexts: Decodable {
    private var values: [String: String] = [:]
    subscript(name: String) -> String { values[name] ?? "" }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for name in container.allKeys {
            if let text = try? container.decode(String.self, forKey: name) { values[name.stringValue] = text }
            if let number = try? container.decode(Int64.self, forKey: name) {
                values[name.stringValue] = String(number)
            }
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension HTTPResponse {
    var text: String {
        guard case .bytes(let bytes) = body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
    var json: JSONTexts {
        get throws { try JSONDecoder().decode(JSONTexts.self, from: Data(text.utf8)) }
    }
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

import Foundation

/// One answer as it came over the wire.
struct HTTPAnswer {
    let status: Int
    /// By lower-case names; of several the last.
    let headers: [String: String]
    private(set) var body: [UInt8] = []

    init?(head: String) {
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else { return nil }
        self.status = status
        let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (
                line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            )
        }
        headers = Dictionary(pairs) { $1 }
    }

    func with(body: [UInt8]) -> HTTPAnswer {
        var answer = self
        answer.body = body
        return answer
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]).flatMap { $0 } ?? [:]
    }

    var list: [[String: Any]]? { try? JSONSerialization.jsonObject(with: Data(body)) as? [[String: Any]] }

    /// What the contract fixes of an error: status, type and code.
    var contract: Contract? {
        guard let error = json["error"] as? [String: Any], let type = error["type"] as? String,
            error["message"] is String, error["param"] is NSNull, error["code"] is String || error["code"] is NSNull
        else { return nil }
        return Contract(status, type, error["code"] as? String)
    }

    struct Contract: Equatable {
        let status: Int
        let type: String
        let code: String?

        init(_ status: Int, _ type: String, _ code: String? = nil) {
            self.status = status
            self.type = type
            self.code = code
        }

        static let unauthorized = Contract(401, "authentication_error")
        static let badRequest = Contract(400, "invalid_request_error")
        static let notFound = Contract(404, "not_found_error")
        static let notAllowed = Contract(405, "invalid_request_error", "method_not_allowed")
        static let tooLarge = Contract(413, "invalid_request_error", "body_too_large")
        static let headersTooLarge = Contract(431, "invalid_request_error", "headers_too_large")
        static let cancelled = Contract(499, "invalid_request_error", "request_canceled")
        static let timedOut = Contract(504, "internal_error", "request_timeout")
        static let internalError = Contract(500, "internal_error")
        static let featureOff = Contract(503, "invalid_request_error", "feature_unavailable")
        static let notReady = Contract(503, "unavailable_error", "not_ready")
    }
}

/// Takes a request apart as its bytes come, within limits; of HTTP/1.1 as much as a client of ours speaks.
struct HTTPRequestParser {
    enum Outcome: Equatable {
        /// `sayContinue`: the client waits for leave to send its body; said once.
        case needsMore(sayContinue: Bool)
        case request(HTTPRequest)
        /// Nothing that is understood: answer with this status and hang up.
        case refused(status: Int)
    }

    static let longestHead = 16 << 10
    /// What an endpoint for registrations takes.
    static let longestBody = 64 << 10

    private var bytes: [UInt8] = []
    private var head: Head?
    private var hasSaidContinue = false

    private struct Head {
        let method: String
        let path: String
        let headers: [String: String]
        /// Where the body begins, and its length.
        let end: Int
        let length: Int
    }

    mutating func append(_ more: UnsafeRawBufferPointer) -> Outcome {
        bytes += more
        if head == nil {
            guard let end = headEnd else {
                return bytes.count > Self.longestHead ? .refused(status: 431) : .needsMore(sayContinue: false)
            }
            switch Self.read(bytes[..<end], end: end + 4) {
            case .success(let read): head = read
            case .failure(let refusal): return .refused(status: refusal.status)
            }
        }
        guard let head else { return .refused(status: 400) }
        guard bytes.count >= head.end + head.length else {
            defer { hasSaidContinue = true }
            let waits = head.headers["expect"]?.lowercased() == "100-continue" && bytes.count == head.end
            return .needsMore(sayContinue: waits && !hasSaidContinue)
        }
        let body = Array(bytes[head.end..<head.end + head.length])
        return .request(HTTPRequest(method: head.method, path: head.path, headers: head.headers, body: body))
    }

    private var headEnd: Int? {
        let end = Array("\r\n\r\n".utf8)
        guard bytes.count >= end.count else { return nil }
        return (0...min(bytes.count - end.count, Self.longestHead)).first { bytes[$0..<$0 + 4].elementsEqual(end) }
    }

    private struct Refusal: Error { let status: Int }

    private static func read(_ bytes: ArraySlice<UInt8>, end: Int) -> Result<Head, Refusal> {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2].hasPrefix("HTTP/1."), words[1].hasPrefix("/") else {
            return .failure(Refusal(status: 400))
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return .failure(Refusal(status: 400)) }
            let name = line[..<colon].lowercased()
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            if headers[name] == nil { headers[name] = String(value) }
        }
        guard headers["transfer-encoding"] == nil else { return .failure(Refusal(status: 411)) }
        guard let length = Int(headers["content-length"] ?? "0"), length >= 0 else {
            return .failure(Refusal(status: 400))
        }
        guard length <= longestBody else { return .failure(Refusal(status: 413)) }
        let path = String(words[1].prefix { $0 != "?" })
        return .success(Head(method: String(words[0]), path: path, headers: headers, end: end, length: length))
    }
}

import Foundation

/// The status line of an answer, and what its headers say of its end.
struct HTTPAnswerHead: Equatable {
    enum Body: Equatable {
        case none
        case length(Int)
        case chunks
        case untilEnd
    }

    let status: Int
    let body: Body
    let keepsAlive: Bool

    /// Nil for lines that are no head of HTTP/1.
    init?(_ lines: [String]) {
        guard let first = lines.first?.split(separator: " ", omittingEmptySubsequences: false), first.count >= 2,
            first[0] == "HTTP/1.1" || first[0] == "HTTP/1.0", first[1].utf8.count == 3, let status = Int(first[1]),
            100...999 ~= status
        else { return nil }
        var length: Int?
        var isChunked = false
        var keepsAlive = first[0] == "HTTP/1.1"
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            switch line[..<colon].lowercased() {
            case "content-length":
                guard let number = Int(value), number >= 0 else { return nil }
                length = number
            case "transfer-encoding": isChunked = value.lowercased().hasSuffix("chunked")
            case "connection" where value.lowercased() == "close": keepsAlive = false
            case "connection" where value.lowercased() == "keep-alive": keepsAlive = true
            default: break
            }
        }
        self.status = status
        self.keepsAlive = keepsAlive
        if status == 204 || status == 304 {
            body = .none
        } else if isChunked {
            body = .chunks
        } else {
            body = length.map(Body.length) ?? .untilEnd
        }
    }
}

extension HTTPAnswer {
    /// What it says of the key, whoever was asked; nil when it says nothing of it.
    ///
    /// 503 is what a replica says that does not know yet whom to let in: nobody passes.
    var isAccepted: Bool? {
        switch status {
        case 200...299: true
        case 401, 403, 503: false
        default: nil
        }
    }
}

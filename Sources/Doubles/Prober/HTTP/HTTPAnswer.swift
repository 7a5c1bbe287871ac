import Foundation

/// What the head of an answer says; nobody reads the rest.
struct HTTPAnswer: Equatable, Sendable {
    var status: Int
    /// Another question may follow on the same connection.
    var keepsAlive: Bool
}

/// Takes the answers of one connection apart, as the bytes come.
///
/// A body is measured and forgotten, whichever way its end is told: by a length, by chunks, or by the end of the connection.
struct HTTPAnswerParser: Sendable {
    enum Found: Equatable, Sendable {
        case nothingYet
        case answer(HTTPAnswer)
        /// It is no answer of HTTP/1; nothing that follows means anything.
        case nonsense
    }

    private enum Rest: Sendable {
        case head
        case body(Int)
        case chunkSize
        case chunk(Int)
        case trailer
        case untilEnd
    }

    private var bytes: [UInt8] = []
    private var rest = Rest.head
    private var answer = HTTPAnswer(status: 0, keepsAlive: false)
    private static let longestHead = 64 * 1024
    private static let longestBody = 1 << 20
    private static let longestLine = 4096

    mutating func append(_ more: some Collection<UInt8>) { bytes.append(contentsOf: more) }

    /// The next complete answer among what has come.
    mutating func next() -> Found {
        while true {
            switch step() {
            case .some(let found): return found
            case nil: continue
            }
        }
    }

    /// The peer has said its last: that is the end of a body that tells no other.
    mutating func ended() -> Found {
        guard case .untilEnd = rest else { return .nonsense }
        rest = .head
        return .answer(answer)
    }

    /// One part; nil when it leads to the next one.
    private mutating func step() -> Found? {
        switch rest {
        case .head: return takeHead()
        case .body(let length): return take(length) ? finished() : .nothingYet
        case .chunkSize: return takeChunkSize()
        case .chunk(let length):
            guard take(length + 2) else { return .nothingYet }  // and its line end
            rest = .chunkSize
            return nil
        case .trailer:
            guard let line = takeLine(atMost: Self.longestLine) else { return unlessTooLong(Self.longestLine) }
            return line.isEmpty ? finished() : nil
        case .untilEnd:
            bytes.removeAll(keepingCapacity: true)
            return .nothingYet
        }
    }

    private mutating func finished() -> Found {
        rest = .head
        return .answer(answer)
    }

    private func unlessTooLong(_ limit: Int) -> Found { bytes.count > limit ? .nonsense : .nothingYet }

    private mutating func take(_ length: Int) -> Bool {
        guard bytes.count >= length else { return false }
        bytes.removeFirst(length)
        return true
    }

    /// Without its end, which is CR LF.
    private mutating func takeLine(atMost limit: Int) -> String? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), end <= limit else { return nil }
        let line = bytes[..<end].last == UInt8(ascii: "\r") ? bytes[..<(end - 1)] : bytes[..<end]
        let text = String(decoding: line, as: UTF8.self)
        bytes.removeFirst(end + 1)
        return text
    }

    private mutating func takeChunkSize() -> Found? {
        guard let line = takeLine(atMost: Self.longestLine) else { return unlessTooLong(Self.longestLine) }
        let digits = line.prefix { $0 != ";" && $0 != " " }
        guard let size = Int(digits, radix: 16), 0...Self.longestBody ~= size else { return .nonsense }
        rest = size == 0 ? .trailer : .chunk(size)
        return nil
    }

    private mutating func takeHead() -> Found? {
        let end = Array("\r\n\r\n".utf8)
        guard let range = bytes.firstRange(of: end) else { return unlessTooLong(Self.longestHead) }
        let lines = String(decoding: bytes[..<range.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        bytes.removeFirst(range.upperBound)
        guard let head = HTTPAnswerHead(lines) else { return .nonsense }
        guard head.status >= 200 else { return nil }  // an interim answer: the real one follows
        answer = HTTPAnswer(status: head.status, keepsAlive: head.keepsAlive)
        return begin(head.body)
    }

    private mutating func begin(_ body: HTTPAnswerHead.Body) -> Found? {
        switch body {
        case .none: return finished()
        case .length(let length):
            guard length <= Self.longestBody else { return .nonsense }
            rest = .body(length)
        case .chunks: rest = .chunkSize
        case .untilEnd:
            answer.keepsAlive = false
            rest = .untilEnd
        }
        return nil
    }
}

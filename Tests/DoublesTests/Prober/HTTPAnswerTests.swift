import Testing

@testable import Doubles

/// Answers taken apart byte by byte, however they are cut.
@Suite struct HTTPAnswerTests {
    private static func found(_ text: String, pieces: Int) -> [HTTPAnswerParser.Found] {
        var parser = HTTPAnswerParser()
        var found: [HTTPAnswerParser.Found] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            parser.append(bytes[start..<min(start + pieces, bytes.count)])
            while true {
                let next = parser.next()
                guard next != .nothingYet else { break }
                found.append(next)
                guard next != .nonsense else { return found }
            }
        }
        return found
    }

    private static let good: [(String, [HTTPAnswer])] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", [HTTPAnswer(status: 200, keepsAlive: true)]),
        ("HTTP/1.1 401 \r\ncontent-length:0\r\n\r\n", [HTTPAnswer(status: 401, keepsAlive: true)]),
        ("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", [HTTPAnswer(status: 200, keepsAlive: false)]),
        (
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
            [HTTPAnswer(status: 200, keepsAlive: true)]
        ),
        (
            "HTTP/1.1 403 No\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n",
            [HTTPAnswer(status: 403, keepsAlive: false)]
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nTrailer: t\r\n\r\n"
                + "HTTP/1.1 204 None\r\n\r\n",
            [HTTPAnswer(status: 200, keepsAlive: true), HTTPAnswer(status: 204, keepsAlive: true)]
        ),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno",
            [HTTPAnswer(status: 401, keepsAlive: true)]
        ),
    ]

    @Test(arguments: good, [1, 2, 7, 1_000])
    func `an answer is found however it is cut`(_ example: (String, [HTTPAnswer]), pieces: Int) {
        #expect(Self.found(example.0, pieces: pieces) == example.1.map { .answer($0) })
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        String(repeating: "x", count: 70_000),
    ])
    func `what is no answer is nonsense`(text: String) {
        #expect(Self.found(text, pieces: 4_096) == [.nonsense])
    }

    @Test func `a body without an end is over with the connection, and none of it is kept`() {
        var parser = HTTPAnswerParser()
        parser.append(Array("HTTP/1.1 200 OK\r\n\r\nabc".utf8))
        #expect(parser.next() == .nothingYet)
        #expect(parser.ended() == .answer(HTTPAnswer(status: 200, keepsAlive: false)))
        #expect(parser.ended() == .nonsense)
    }

    @Test func `a connection that ends inside an answer gave none`() {
        var parser = HTTPAnswerParser()
        parser.append(Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel".utf8))
        #expect(parser.next() == .nothingYet)
        #expect(parser.ended() == .nonsense)
    }

    @Test(
        arguments: [
            (200, true), (204, true), (299, true), (401, false), (403, false), (503, false), (404, nil), (500, nil),
            (302, nil), (429, nil),
        ] as [(Int, Bool?)])
    func `a status says yes, no, or nothing`(status: Int, verdict: Bool?) {
        #expect(HTTPAnswer(status: status, keepsAlive: true).isAccepted == verdict)
    }
}

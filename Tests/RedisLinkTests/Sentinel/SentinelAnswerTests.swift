import Testing

@testable import RedisLink

@Suite struct SentinelAnswerTests {
    @Test func `two strings are an address`() throws {
        let answer = SentinelAnswer(.success(.array([.text("10.0.0.7"), .text("6379")])))
        guard case .named(let address) = answer else {
            Issue.record("not an address: \(answer)")
            return
        }
        #expect(address.host == "10.0.0.7")
        #expect(address.port == 6379)
    }

    @Test func `null is a name that it does not know, an error is its refusal`() {
        #expect(SentinelAnswer(.success(.null)) == .unknown)
        let refusal = RedisError.answered(
            RedisServerError(kind: .noAuth, message: "NOAUTH"), to: "SENTINEL", isScript: false)
        #expect(SentinelAnswer(.failure(refusal)) == .failed(refusal))
    }

    @Test(
        arguments: [
            .array([]), .array([.text("h")]), .array([.text("h"), .integer(1)]), .array([.text("h"), .text("0")]),
            .array([.text("h"), .text("65536")]), .array([.text("h"), .text("x")]), .array([.text(""), .text("1")]),
            .array([.text("h"), .text("1"), .text("2")]), .array([.null, .null]), .status("OK"), .integer(1),
            .text("h 1"),
        ] as [RedisReply])
    func `an answer of another shape names nobody`(reply: RedisReply) {
        #expect(SentinelAnswer(.success(reply)) == .failed(.sentinelAnsweredOddly))
    }

    @Test func `an announcement carries the name and the new address`() {
        let announcement = SwitchAnnouncement(Array("kq 127.0.0.1 6379 127.0.0.2 6380".utf8))
        #expect(announcement?.masterName == Array("kq".utf8))
        #expect(announcement?.address == SentinelAddress(host: "127.0.0.2".utf8, port: "6380".utf8))
    }

    @Test(arguments: [
        "", "kq", "kq 127.0.0.1 6379 127.0.0.2", "kq 127.0.0.1 6379 127.0.0.2 x", "kq 127.0.0.1 6379  6380",
        "kq 127.0.0.1 6379 127.0.0.2 6380 more",
    ])
    func `an announcement of another shape is none`(payload: String) {
        #expect(SwitchAnnouncement(Array(payload.utf8)) == nil)
    }

    @Test func `a local address is used for the primary, and for Sentinels that name none`() throws {
        let group = RedisSentinelGroup(
            masterName: "kq",
            sentinels: [
                .tcp(host: "127.0.0.1", port: 1), .tcp(host: "127.0.0.1", port: 2, source: "127.0.0.9"),
                .unix(path: "/s"),
            ], primarySource: "127.0.0.7", sentinelSource: "127.0.0.8")
        #expect(group.endpoint(ofSentinel: 0) == .tcp(host: "127.0.0.1", port: 1, source: "127.0.0.8"))
        #expect(group.endpoint(ofSentinel: 1) == .tcp(host: "127.0.0.1", port: 2, source: "127.0.0.9"))
        #expect(group.endpoint(ofSentinel: 2) == .unix(path: "/s"))
        let address = try #require(SentinelAddress(host: "127.0.0.1".utf8, port: "3".utf8))
        #expect(group.endpoint(of: address) == .tcp(host: "127.0.0.1", port: 3, source: "127.0.0.7"))
    }
}

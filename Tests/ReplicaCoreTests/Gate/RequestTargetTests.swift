import Testing

@testable import ReplicaCore

/// What is judged is what is routed: a target is read once, and has one reading or none (W16, pitfall 43).
@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/", "/"), ("/v1", "/v1"), ("/v1/", "/v1"), ("/v1/models", "/v1/models"), ("/%76%31", "/v1"),
        ("/client/a%20b", "/client/a b"), ("/v1/%C3%A4", "/v1/ä"), ("/v1/a.b..c", "/v1/a.b..c"), ("/...", "/..."),
        ("/v1/%252e", "/v1/%2e"), ("http://host:1/v1", "/v1"), ("HTTPS", ""), ("https://h/", "/"),
        ("/a;b=c,d@e:f", "/a;b=c,d@e:f"),
    ])
    func `a path is decoded once, and a slash at its end means nothing`(_ text: String, _ path: String) {
        #expect(RequestTarget(text).map { String($0.path) } ?? "" == path)
    }

    @Test(arguments: [
        "", "v1", "*", "host:443", "http://", "http:///v1", "ftp://h/v1", "//v1", "/v1//models", "/v1//", "/./v1",
        "/v1/.",
        "/v1/..", "/admin/x/../api/v1/auth-keys", "/%2e/v1", "/v1/%2E%2e", "/v1/.%2e", "/v1%2Fmodels", "/v1%5cmodels",
        "/v1\\models", "/v1/%00", "/v1/%7f", "/v1/%1F", "/v1/%", "/v1/%4", "/v1/%zz", "/v1/%ff", "/v1/ä", "/v1/a b",
        "/v1#x",
        "/v1?a#b", "/v1?a b", "/v1/\u{1}", "/v1/{x}",
    ])
    func `a target with two readings, or none, is nobody's`(_ text: String) {
        #expect(RequestTarget(text) == nil)
    }

    @Test func `a query begins at the first question mark and stays as it came`() throws {
        let target = try #require(RequestTarget("/v1?a=%2e%2e/?b"))
        #expect(target.path == "/v1")
        #expect(target.query == "a=%2e%2e/?b")
        #expect(RequestTarget("/v1")?.query == nil)
        #expect(RequestTarget("/v1?")?.query?.isEmpty == true)
    }

    @Test func `a target that is too long is not looked at`() {
        let path = "/" + String(repeating: "a", count: RequestTarget.longest - 1)
        #expect(RequestTarget(path) != nil)
        #expect(RequestTarget(path + "a") == nil)
    }
}

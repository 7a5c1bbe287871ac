import Testing

@testable import Credentials

@Suite struct LogSanitizerTests {
    /// The contract's table (authorization-storage-and-registration.md section 7.1).
    @Test(
        arguments: [
            ("no answer from upstream", "no answer from upstream"),
            ("POST https://idp.demo.test/reg said no", "POST https://idp.demo.test/reg said no"),
            ("POST https://idp.demo.test/reg?k=abc said no", "POST https://idp.demo.test/reg said no"),
            (
                "tried https://a.demo.test/x?k=1, then https://b.demo.test/y#t=2.",
                "tried https://a.demo.test/x, then https://b.demo.test/y."
            ),
            ("(ref https://a.demo.test/x?k=1)", "(ref https://a.demo.test/x)"),
            ("end https://a.demo.test/x?k=1]!", "end https://a.demo.test/x]!"),
            (#"Post "https://a.demo.test/x?k=1": reset"#, #"Post "https://a.demo.test/x": reset"#),
            ("via https://bob:pw@a.demo.test/x", "via https://a.demo.test/x"),
            ("HTTPS://a.demo.test/x?k=1", "https://a.demo.test/x"),
            ("HTTPS://a.demo.test/x", "HTTPS://a.demo.test/x"),
            ("dial rediss://svc:pw@cache.demo.test:6380/2", "dial rediss://cache.demo.test:6380/2"),
            ("pg postgres://u:p@db.demo.test/x?k=1", "pg postgres://u:p@db.demo.test/x?k=1"),
        ])
    func `the contract's examples`(_ text: String, _ expected: String) {
        #expect(LogSanitizer.sanitized(text) == expected)
        #expect(LogSanitizer.sanitized(expected) == expected)
    }

    /// What upstream lets pass.
    @Test(
        arguments: [
            ("https://bob:p%zz@a.demo.test/x", "https://a.demo.test/x"),
            (#"dial https://bob:p"w@a.demo.test/x?k=1 failed"#, "dial https://a.demo.test/x failed"),
            (#"Post "https://bob:p"w@a.demo.test/x": reset"#, #"Post "https://a.demo.test/x": reset"#),
            (#"Post "https://bob:p\"w@a.demo.test/x": reset"#, #"Post "https://a.demo.test/x": reset"#),
            ("get 'https://a.demo.test/x?q=it's-hidden': no", "get 'https://a.demo.test/x': no"),
            ("https://bob:pw/rest@a.demo.test/x", "https://redacted.invalid"),
            ("https://bob:12/rest@a.demo.test/x", "https://redacted.invalid"),
            ("redis://svc:1/2@cache.demo.test:6379/0", "redis://redacted.invalid"),
            ("https://a.demo.test/x,https://bob:pw@b.demo.test/y?k=1", "https://a.demo.test/x,https://b.demo.test/y"),
            ("https://bob:pw@,next", "https://redacted.invalid"),
            ("https://a.demo.test?k=1", "https://a.demo.test"),
            ("https://u:p@v@a.demo.test/", "https://a.demo.test/"),
            (#"{\"u\":\"https://a.demo.test/x?k=1\",\"m\":\"b\"}"#, #"{\"u\":\"https://a.demo.test/x\",\"m\":\"b\"}"#),
        ])
    func `what cannot be read is hidden`(_ text: String, _ expected: String) {
        #expect(LogSanitizer.sanitized(text) == expected)
        #expect(LogSanitizer.sanitized(expected) == expected)
    }

    @Test(
        arguments: [
            "must begin with https:// or http://.", "http://[::1]:8080/x", "(http://[::1])", "http", "https:/x", "",
            "see https://a.demo.test/users/@me and https://bücher.test/", "redis://cache.demo.test:6379/0", "https://",
            "https://a.demo.test:443/x.", #"the "quoted" https://a.demo.test/x, 'too'"#,
        ])
    func `what has nothing to hide stays as it is`(_ text: String) { #expect(LogSanitizer.sanitized(text) == text) }

    @Test func `nothing is empty text`() { #expect(LogSanitizer.sanitized(nil).isEmpty) }
}

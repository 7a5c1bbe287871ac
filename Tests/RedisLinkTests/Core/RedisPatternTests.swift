import Testing

@testable import RedisLink

@Suite struct RedisPatternTests {
    @Test(arguments: [
        ("", ""), ("kq:a", "kq:a"), ("*?[a]", #"\*\?\[a\]"#), (#"a\b"#, #"a\\b"#), ("*\u{301}", "\\*\u{301}"),
        ("^-{a}", "^-{a}"),
    ])
    func `whatever a pattern would read otherwise is escaped`(text: String, pattern: String) {
        #expect(Array(RedisPattern.literal(text).utf8) == Array(pattern.utf8))
    }

    @Test(arguments: [
        ("", true), ("kq:*~", true), ("a b", false), ("a\n", false), ("a\u{7F}", false), ("ä", false), ("a\0", false),
    ])
    func `a rule holds visible ASCII`(text: String, fits: Bool) { #expect(RedisPattern.fitsRule(text) == fits) }
}

import Credentials
import Testing

/// B3; pitfall 52; bad input of the issue.
struct ManagedKeyDraftTests {
    @Test func `names and descriptions are trimmed, and an empty description is none`() throws {
        let draft = try ManagedKeyDraft(name: "  my key\n", description: " \t ", now: Keys.now)
        #expect(draft.name == "my key" && draft.description == nil && draft.userPath == nil && draft.expiresAt == nil)
        #expect(try ManagedKeyDraft(name: "a", description: " b ", now: Keys.now).description == "b")
    }

    @Test(arguments: ["", " ", "\n\t", "\u{2003}\u{a0}"])
    func `a blank name is refused`(name: String) {
        #expect(throws: ManagedKeyFlaw.blankName) { try ManagedKeyDraft(name: name, now: Keys.now) }
    }

    @Test func `texts over their limits are refused, and at them taken`() throws {
        let name = String(repeating: "n", count: ManagedKeyDraft.longestName)
        let about = String(repeating: "d", count: ManagedKeyDraft.longestDescription)
        #expect(try ManagedKeyDraft(name: name, description: about, now: Keys.now).name == name)
        #expect(throws: ManagedKeyFlaw.tooLong(.name)) { try ManagedKeyDraft(name: name + "n", now: Keys.now) }
        #expect(throws: ManagedKeyFlaw.tooLong(.description)) {
            try ManagedKeyDraft(name: "a", description: about + "d", now: Keys.now)
        }
        #expect(throws: ManagedKeyFlaw.tooLong(.userPath)) {
            try ManagedKeyDraft(name: "a", userPath: String(repeating: "p", count: 1024), now: Keys.now)
        }
    }

    @Test(arguments: [Int64.min, -1, 0, 1, Keys.begin - 1, Keys.begin])
    func `an end that is not later than now is refused`(milliseconds: Int64) {
        #expect(throws: ManagedKeyFlaw.expiryPassed) {
            try ManagedKeyDraft(name: "a", expiresAtMilliseconds: milliseconds, now: Keys.now)
        }
    }

    @Test(arguments: [Int64.max, 9_223_372_036_855])
    func `an end beyond what a time can hold is refused`(milliseconds: Int64) {
        #expect(throws: ManagedKeyFlaw.expiryTooFar) {
            try ManagedKeyDraft(name: "a", expiresAtMilliseconds: milliseconds, now: Keys.now)
        }
    }

    @Test(arguments: [Keys.begin + 1, 9_223_372_036_854])
    func `any other end is taken as it is`(milliseconds: Int64) throws {
        let draft = try ManagedKeyDraft(name: "a", expiresAtMilliseconds: milliseconds, now: Keys.now)
        #expect(draft.expiresAt?.milliseconds == milliseconds)
    }

    @Test func `an end is cut to milliseconds before it is judged`() throws {
        let now = Keys.now.advanced(byNanoseconds: 200)
        #expect(throws: ManagedKeyFlaw.expiryPassed) {
            try ManagedKeyDraft(name: "a", expiresAt: now.advanced(byNanoseconds: 300), now: now)
        }
        let draft = try ManagedKeyDraft(name: "a", expiresAt: now.advanced(byNanoseconds: 1_000_300), now: now)
        #expect(draft.expiresAt == Keys.now.advanced(byNanoseconds: 1_000_000))
    }

    @Test(
        arguments: [
            ("", nil), ("  ", nil), ("a", "/a"), ("/a/b", "/a/b"), ("//a// b /", "/a/b"), ("/", "/"), ("///", "/"),
            ("a b", "/a b"), ("...", "/..."),
        ] as [(String, String?)])
    func `a user path is canonical, whatever was typed`(typed: String, canonical: String?) throws {
        #expect(try ManagedKeyDraft(name: "a", userPath: typed, now: Keys.now).userPath?.text == canonical)
    }

    @Test(arguments: [".", "a/..", "/a/./b", "a:b", "/ .. /", "x/:"])
    func `a path that leads elsewhere is refused`(typed: String) {
        #expect(throws: ManagedKeyFlaw.malformedPath) {
            try ManagedKeyDraft(name: "a", userPath: typed, now: Keys.now)
        }
    }

    @Test func `the name is judged first, then the path, then the end`() {
        #expect(throws: ManagedKeyFlaw.blankName) {
            try ManagedKeyDraft(name: " ", userPath: "..", expiresAt: Keys.now, now: Keys.now)
        }
        #expect(throws: ManagedKeyFlaw.malformedPath) {
            try ManagedKeyDraft(name: "a", userPath: "..", expiresAt: Keys.now, now: Keys.now)
        }
    }

    @Test func `an id is read as it prints, with its ends trimmed`() throws {
        let id = Keys.id(7)
        #expect(try ManagedKeyID(typed: " \(id)\n") == id)
        #expect(
            id.description.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(throws: ManagedKeyFlaw.blankID) { try ManagedKeyID(typed: " \t") }
    }

    @Test(arguments: [
        "x", "0", "01234567-89ab-4def-8123-456789abcde", "01234567-89ab-4def-8123-456789abcdef0",
        "01234567-89AB-4def-8123-456789abcdef", "0123456789ab4def8123456789abcdef",
        "01234567_89ab-4def-8123-456789abcdef",
        "01234567-89ab-4def-8123-456789abcdeg", "kq_0123456789abcdef0123456789abcdef0",
    ])
    func `a malformed id is refused, and the error does not repeat it`(text: String) {
        let error = #expect(throws: ManagedKeyFlaw.malformedID) { try ManagedKeyID(typed: text) }
        #expect(error?.description.contains(text) == false || text.count < 3)
    }
}

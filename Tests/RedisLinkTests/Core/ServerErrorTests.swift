import Testing

@testable import RedisLink

@Suite struct ServerErrorTests {
    @Test(arguments: RedisServerError.Kind.allCases) func `the first word is the kind`(kind: RedisServerError.Kind) {
        let error = RedisServerError(line: Array("\(kind.rawValue) something happened".utf8))
        #expect(error.kind == kind)
        #expect(error.message == "\(kind.rawValue) something happened")
    }

    @Test(arguments: ["", "MISCONF disk", "noauth x", "READONLYX y", "\u{0}"])
    func `any other word is no kind of its own`(line: String) {
        #expect(RedisServerError(line: Array(line.utf8)).kind == .other)
    }

    @Test(arguments: [
        "ERR unknown command 'FOO', with args beginning with: 'hunter2' ",
        "ERR unknown command `FOO`, with args beginning with: `it's hunter2`, ",
        "ERR Error in ACL SETUSER modifier '>hunter2': Syntax error",
        "ERR bad \"hunter2", "ERR 'it's hunter2'",
    ])
    func `what Redis quotes of the arguments is left out`(line: String) {
        #expect(!RedisServerError(line: Array(line.utf8)).message.contains("hunter2"))
    }

    @Test func `an apostrophe inside a word is no quote, and a refusal names its command`() {
        let readOnly = "READONLY You can't write against a read only replica."
        #expect(RedisServerError(line: Array(readOnly.utf8)).message == readOnly)
        let refusal = "NOPERM this user has no permissions to run the 'get' command"
        #expect(RedisServerError(line: Array(refusal.utf8)).message == refusal)
    }

    @Test func `a text is cut, and bytes that are no text do no harm`() {
        #expect(RedisServerError(line: [UInt8](repeating: 65, count: 5000)).message.utf8.count == 200)
        #expect(RedisServerError(line: [0xFF, 0xFE, 0x20]).kind == .other)
    }

    @Test func `only a script may have written before it failed`() {
        func mayHave(_ kind: RedisServerError.Kind, isScript: Bool) -> Bool {
            let error = RedisServerError(kind: kind, message: "")
            return RedisError.answered(error, to: "X", isScript: isScript).mayHaveTakenEffect
        }
        #expect(RedisServerError.Kind.allCases.allSatisfy { !mayHave($0, isScript: false) })
        #expect(mayHave(.wrongType, isScript: true))
        #expect(mayHave(.other, isScript: true))
        for kind in [.readOnly, .noReplicas, .outOfMemory, .noPermission, .noScript] as [RedisServerError.Kind] {
            #expect(!mayHave(kind, isScript: true))
        }
    }
}

import Credentials
import Glibc
import RedisFixture
import Testing

@testable import Operator

@Suite struct SecretFileTests {
    private static let secret = Secret(text: "a-secret-of-a-test")

    @Test func `a secret lies in a new file that only its owner may read`() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/key"
        let file = try SecretFile(creating: path, holding: Self.secret)
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(folder.text(of: "key") == "a-secret-of-a-test\n")
        file.remove()
        #expect(access(path, F_OK) != 0)
    }

    @Test(arguments: ["file", "link", "folder"])
    func `what is there already is left alone`(_ kind: String) throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/key"
        try folder.write("precious", to: "other")
        switch kind {
        case "file": try folder.write("precious", to: "key")
        case "link": #expect(symlink("\(folder.path)/other", path) == 0)
        default: #expect(mkdir(path, 0o700) == 0)
        }
        let error = #expect(throws: OperatorError.self) { try SecretFile(creating: path, holding: Self.secret) }
        #expect(error?.code == .usage && error?.outcome == .failed)
        #expect(folder.text(of: "other") == "precious" && (kind != "file" || folder.text(of: "key") == "precious"))
    }

    @Test func `a folder that is not there is the environment's fault`() throws {
        let error = #expect(throws: OperatorError.self) {
            try SecretFile(creating: "/no/such/folder/key", holding: Self.secret)
        }
        #expect(error?.code == .environment)
    }

    @Test func `a device is no new file, and is left alone`() throws {
        let error = #expect(throws: OperatorError.self) { try SecretFile(creating: "/dev/full", holding: Self.secret) }
        #expect(error?.code == .usage)
        #expect(access("/dev/full", F_OK) == 0)
    }
}

@Suite struct SecretSourceTests {
    private func read(_ text: String) throws -> Secret {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "key")
        return try SecretSource("\(folder.path)/key").read()
    }

    @Test(arguments: ["key", "key\n", " \tkey\r\n", "sk-key"])
    func `a key's ends are trimmed`(_ text: String) throws {
        #expect(try read(text) == Secret(text: text.contains("sk-") ? "sk-key" : "key"))
    }

    @Test(arguments: [
        ("", "blank"), (" \n\t ", "blank"), ("two words", "control"), ("two\nlines", "control"),
        ("bell\u{7}", "control"),
        (String(repeating: "x", count: 4097), "4096"), (String(repeating: "x", count: 100_000), "4096"),
    ])
    func `what is no key is told without showing it`(_ text: String, _ word: String) throws {
        let error = #expect(throws: OperatorError.self) { try read(text) }
        #expect(error?.code == .usage && error?.description.contains(word) == true)
        #expect(error?.description.contains("two") == false && error?.description.contains("xxx") == false)
    }

    @Test func `a file that cannot be read is told`() {
        let error = #expect(throws: OperatorError.self) { try SecretSource("/no/such/file").read() }
        #expect(error?.code == .usage)
        #expect(SecretSource("-") == .standardInput)
        #expect(throws: OperatorError.self) { try SecretSource("/").read() }
    }
}

@Suite struct ExpiryTests {
    @Test func `an expiry is a time, a span from Redis' clock on, or none`() throws {
        let now = WallTime(milliseconds: 1_790_000_000_000)
        #expect(try Expiry(time: nil, span: nil).milliseconds(from: now) == nil)
        #expect(try Expiry(time: nil, span: "1d").milliseconds(from: now) == 1_790_086_400_000)
        #expect(try Expiry(time: "2026-11-21T10:00:00Z", span: nil).milliseconds(from: now) == 1_795_255_200_000)
    }

    @Test(
        arguments: [
            ("2026-11-21T10:00:00Z", "1d"), ("yesterday", nil), ("2026-02-30T10:00:00Z", nil),
            ("9999-01-01T00:00:00Z", nil),
            (nil, "0s"), (nil, "-1d"), (nil, "5"), (nil, "999999999w"), (nil, "500000w"),
        ] as [(String?, String?)])
    func `past and absurd ones are usage errors`(_ time: String?, _ span: String?) {
        let error = #expect(throws: OperatorError.self) { try Expiry(time: time, span: span) }
        #expect(error?.code == .usage)
    }

    @Test(arguments: ["", " ", "\n\t"])
    func `a key without a name is a usage error`(_ name: String) {
        let error = #expect(throws: OperatorError.self) { try ManagedKeyWish(name: name, expiry: .never) }
        #expect(error?.code == .usage)
    }

    @Test func `an end that has passed by Redis' clock is refused`() throws {
        let wish = try ManagedKeyWish(name: "key", expiry: .at(1_790_000_000_000))
        let error = #expect(throws: OperatorError.self) {
            try wish.draft(now: WallTime(milliseconds: 1_790_000_000_000))
        }
        #expect(error?.code == .refused)
        #expect(
            try wish.draft(now: WallTime(milliseconds: 1_789_999_999_999)).expiresAt?.milliseconds == 1_790_000_000_000)
    }

    @Test(arguments: ["", " ", "a b", "a\n", "umlaut\u{e4}", String(repeating: "n", count: 257)])
    func `a namespace that is easily mistaken is none`(_ text: String) {
        #expect(Namespace(text) == nil)
    }
}

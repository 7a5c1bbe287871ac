import Credentials
import Glibc
import RedisFixture
import RedisLink
import Testing

@testable import AuthorizationStorage

/// Secrets in files: only their owner may read them, and nothing of them is lost in silence.
@Suite struct SecretFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("gw\n", to: "user")
    }

    private func check() throws -> RedisStoreSettings {
        var redis = RunConfiguration.Redis()
        redis.address = "127.0.0.1:6379"
        redis.keyPrefix = "k:"
        redis.user = .init(usernameFile: "\(folder.path)/user", passwordFile: "\(folder.path)/password")
        guard case .redis(let settings) = try RunConfiguration(type: "redis", redis: redis).check() else {
            throw Unexpected()
        }
        return settings
    }

    private func flaw() -> ConfigurationError? { #expect(throws: ConfigurationError.self) { _ = try check() } }

    @Test func `a secret in a file is its first line, and only its owner may read it`() throws {
        try folder.write("open sesame\nmore", to: "password")
        #expect(try check().access.user == "gw")
        chmod("\(folder.path)/password", 0o640)
        let error = flaw()
        #expect(error?.code == .readableByOthers && error?.field == "redis_config.acl_user_config.password_file")
        unlink("\(folder.path)/user")
        #expect(flaw()?.code == .unreadable)
    }

    /// Cut off, it would be another secret, and Redis would only say that it is wrong.
    @Test(arguments: [(4_096, ""), (4_096, "\n"), (4_096, "\nmore"), (4_097, ""), (4_097, "\n"), (9_000, "\nmore")])
    func `a line that is longer than a secret may be is refused, not cut`(_ length: Int, rest: String) throws {
        try folder.write("password\n", to: "password")
        try folder.write(String(repeating: "u", count: length) + rest, to: "user")
        guard length > SecretSource.longest else { return #expect(try check().access.user?.utf8.count == length) }
        let error = flaw()
        #expect(error?.code == .tooLong && error?.field == "redis_config.acl_user_config.username_file")
        #expect(error?.description.contains("uuu") == false)
    }

    @Test func `a file of many lines is read no further than its first`() throws {
        try folder.write("first\n" + String(repeating: "more\n", count: 4_000), to: "user")
        try folder.write("password", to: "password")
        #expect(try check().access.user == "first")
    }

    /// Opening it would wait for a writer that never comes.
    @Test(.timeLimit(.minutes(1)))
    func `a pipe is no file, and nobody waits for it`() throws {
        try #require(mkfifo("\(folder.path)/password", 0o600) == 0)
        #expect(flaw()?.code == .unreadable)
    }
}

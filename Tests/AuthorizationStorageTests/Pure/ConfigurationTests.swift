import Credentials
import FoundationEssentials
import Glibc
import RedisFixture
import RedisLink
import Testing

@testable import AuthorizationStorage

@Suite struct ConfigurationTests {
    private static func parse(_ json: String) throws -> RunConfiguration {
        try JSONDecoder().decode(RunConfiguration.self, from: Data(json.utf8))
    }

    private static func secrets(_ variables: [String: String]) -> SecretSource {
        SecretSource(
            takeVariable: { variables[$0].map { Secret(text: $0) } },
            readFile: { _ throws(SecretSource.FileFlaw) in throw .unreadable })
    }

    private static let both = ["U": "gw", "P": "pw"]
    private static let user = #""acl_user_config":{"username_env_var":"U","password_env_var":"P"}"#

    private static func flaw(_ json: String, _ variables: [String: String] = both) throws -> ConfigurationError? {
        do {
            _ = try parse(json).check(secrets(variables))
            return nil
        } catch let error as ConfigurationError {
            return error
        }
    }

    @Test(arguments: ["{}", #"{"type":""}"#, #"{"type":"memory"}"#])
    func `nothing means memory`(_ json: String) throws {
        guard case .memory = try Self.parse(json).check(Self.secrets([:])) else { throw Unexpected() }
    }

    @Test func `a whole configuration says everything`() throws {
        let json = """
            {"type":"redis","redis_config":{"sentinel_config":{"master_name":"m","sentinel_addrs":["10.0.0.1:26379",
            "[::1]:26380"],"db":3},\(Self.user),"sentinel_acl_user_config":{"username_env_var":"SU",
            "password_env_var":"SP"},"auth_type":"aclUser","key_prefix":"kq:auth:{demo:gw}:","dial_timeout":"1m30s",
            "read_timeout":"250ms","write_timeout":"0"}}
            """
        let variables = Self.both.merging(["SU": "s", "SP": "p"]) { first, _ in first }
        guard case .redis(let settings) = try Self.parse(json).check(Self.secrets(variables)),
            case .sentinel(let group) = settings.topology
        else { throw Unexpected() }
        #expect(group.masterName == "m" && group.access.user == "s")
        #expect(group.sentinels == [.tcp(host: "10.0.0.1", port: 26379), .tcp(host: "::1", port: 26380)])
        #expect(settings.access.user == "gw" && settings.database == 3 && settings.prefix.text == "kq:auth:{demo:gw}:")
        #expect(settings.dialTimeout == .seconds(90) && settings.readTimeout == .milliseconds(250))
        #expect(settings.writeTimeout == .seconds(3))
    }

    /// Each has everything wrong that comes after the flaw that is told.
    private static let order:
        [(flaw: String, code: ConfigurationError.Code, json: String, variables: [String: String])] =
            [
                ("type", .unknownType, #"{"type":"etcd"}"#, [:]),
                ("redis_config", .missing, #"{"type":"redis"}"#, [:]),
                ("redis_config.acl_user_config", .missing, redis(#""dial_timeout":"x""#), [:]),
                (
                    "redis_config.acl_user_config.username_env_var", .missing,
                    redis(#""acl_user_config":{},"dial_timeout":"x""#), [:]
                ),
                ("redis_config.acl_user_config.username_env_var", .unset, redis(#"\#(user),"dial_timeout":"x""#), [:]),
                ("redis_config.acl_user_config.username_env_var", .empty, redis(user), ["U": ""]),
                (
                    "redis_config.acl_user_config.password_env_var", .unset, redis(#"\#(user),"dial_timeout":"x""#),
                    ["U": "u"]
                ),
                ("redis_config.acl_user_config.password_env_var", .empty, redis(user), ["U": "u", "P": ""]),
                (
                    "redis_config.dial_timeout", .noDuration, redis(#"\#(user),"dial_timeout":"x","read_timeout":"x""#),
                    both
                ),
                (
                    "redis_config.read_timeout", .noDuration,
                    redis(#"\#(user),"read_timeout":"-1s","write_timeout":"x""#), both
                ),
                ("redis_config.write_timeout", .noDuration, redis(#"\#(user),"write_timeout":"5","tls":{}"#), both),
                ("redis_config.tls", .unsupported, redis(#"\#(user),"tls":{},"sentinel_tls":{}"#), both),
                ("redis_config.sentinel_tls", .unsupported, redis(#"\#(user),"sentinel_tls":{}"#), both),
                ("redis_config.key_prefix", .empty, redis(user), both),
                ("redis_config", .missing, redis(#"\#(user),"key_prefix":"k","cluster_mode":true"#), both),
                (
                    "redis_config.sentinel_config", .contradiction,
                    redis(#"\#(user),"key_prefix":"k","addr":"a:1","sentinel_config":{}"#), both
                ),
                (
                    "redis_config.sentinel_config", .contradiction,
                    redis(#"\#(user),"key_prefix":"k","cluster_mode":true,"sentinel_config":{}"#), both
                ),
                (
                    "redis_config.cluster_mode", .unsupported,
                    redis(#"\#(user),"key_prefix":"k","addr":"a:1","cluster_mode":true"#), both
                ),
                (
                    "redis_config.sentinel_config.master_name", .empty,
                    redis(#"\#(user),"key_prefix":"k","sentinel_config":{}"#), both
                ),
                (
                    "redis_config.sentinel_config.sentinel_addrs", .missing,
                    redis(#"\#(user),"key_prefix":"k","sentinel_config":{"master_name":"m"}"#), both
                ),
                (
                    "redis_config.sentinel_config.sentinel_addrs", .noAddress,
                    redis(#"\#(user),"key_prefix":"k","sentinel_config":{"master_name":"m","sentinel_addrs":["a"]}"#),
                    both
                ),
                ("redis_config.addr", .noAddress, redis(#"\#(user),"key_prefix":"k","addr":"a:70000""#), both),
                (
                    "redis_config.auth_type", .unsupported, redis(#"\#(user),"auth_type":"iam","dial_timeout":"x""#),
                    both
                ),
            ]

    private static func redis(_ fields: String) -> String { #"{"type":"redis","redis_config":{\#(fields)}}"# }

    @Test(arguments: order.indices)
    func `the first flaw is told, in the order of the checks`(_ index: Int) throws {
        let expected = Self.order[index]
        let error = try Self.flaw(expected.json, expected.variables)
        #expect(error?.field == expected.flaw && error?.code == expected.code, "\(String(describing: error))")
    }

    @Test func `a secret in a variable is gone once it was read`() throws {
        setenv("KQ_TEST_STORAGE_USER", "gw", 1)
        setenv("KQ_TEST_STORAGE_PASSWORD", "open sesame", 1)
        var redis = RunConfiguration.Redis()
        redis.address = "127.0.0.1:6379"
        redis.keyPrefix = "k:"
        redis.user = .init(
            usernameVariable: "KQ_TEST_STORAGE_USER", passwordVariable: "KQ_TEST_STORAGE_PASSWORD")
        guard case .redis(let settings) = try RunConfiguration(type: "redis", redis: redis).check() else {
            throw Unexpected()
        }
        #expect(settings.access.user == "gw" && settings.access.password != nil)
        #expect(getenv("KQ_TEST_STORAGE_USER") == nil && getenv("KQ_TEST_STORAGE_PASSWORD") == nil)
    }

    @Test(
        arguments: [
            ("0", .zero), ("300ms", .milliseconds(300)), ("1.5h", .seconds(5400)), ("2h45m", .seconds(9900)),
            ("1us", .microseconds(1)), ("1µs", .microseconds(1)), ("+5s", .seconds(5)), (".5s", .milliseconds(500)),
            ("5", nil), ("", nil), ("s", nil), ("-1s", nil), ("1x", nil), ("1.2.3s", nil), (" 1s", nil), ("1s ", nil),
            ("9999999999h", nil), ("1e3s", nil),
        ] as [(String, Duration?)])
    func `durations are read as Go writes them`(_ text: String, expected: Duration?) {
        #expect(GoDuration.parse(text) == expected)
    }
}

struct Unexpected: Error {}

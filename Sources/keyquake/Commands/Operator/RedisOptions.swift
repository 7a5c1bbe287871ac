import ArgumentParser
import Credentials
import Fleet
import Operator
import RedisLink

/// Which deployment, and how to get to its Redis.
struct RedisOptions: ParsableArguments {
    @Option(help: "The primary: redis://user@host:port/db; KEYQUAKE_REDIS_PASSWORD is its password.")
    var redis: String?
    @Option(help: "Ask these Sentinels for the primary instead: host:port,host:port.")
    var sentinels: String?
    @Option(help: "The name under which the Sentinels know the primary.")
    var master: String?
    @Option(help: "The ACL user, with --sentinels.")
    var redisUser: String?
    @Option(help: "The number of the database, with --sentinels.")
    var redisDatabase: Int?
    @Flag(help: "The Sentinels ask for no password: tell them neither user nor password.")
    var openSentinels = false
    @Option(help: "File whose first line is the password of that Redis.", completion: .file())
    var redisPasswordFile: String?
    @Option(help: "What the names of the deployment's keys begin with, as its replicas have it: NAMESPACE:admin-key.")
    var namespace: String

    func validate() throws {
        guard (redis == nil) != (sentinels == nil) else {
            throw ValidationError("name the Redis: either --redis or --sentinels")
        }
        if sentinels == nil, master != nil || redisUser != nil || redisDatabase != nil || openSentinels {
            throw ValidationError("--master, --redis-user, --redis-database and --open-sentinels go with --sentinels")
        }
        if sentinels != nil, master?.isEmpty ?? true { throw ValidationError("--sentinels needs --master") }
        if let redisDatabase, redisDatabase < 0 { throw ValidationError("--redis-database is not negative") }
        guard Namespace(namespace) != nil else {
            throw ValidationError("--namespace: 1 to 256 visible ASCII characters, without a space")
        }
    }

    /// Takes the password out of where it is, and looks hosts up.
    func place() throws -> OperatorPlace {
        guard let namespace = Namespace(namespace) else { throw ValidationError("--namespace") }
        if let sentinels { return try place(sentinels, namespace) }
        let external = try RedisURL(redis ?? "").resolve(passwordFile: redisPasswordFile)
        return OperatorPlace(
            route: .server(.tcp(host: external.host, port: Int(external.port))), database: external.database,
            access: Self.access(external.user, external.password), namespace: namespace)
    }

    private func place(_ sentinels: String, _ namespace: Namespace) throws -> OperatorPlace {
        let endpoints = try sentinels.split(separator: ",", omittingEmptySubsequences: false).map { text in
            guard let address = SentinelHost(String(text)) else {
                throw ValidationError("--sentinels takes host:port,host:port")
            }
            return RedisEndpoint.tcp(host: try HostAddress.numeric(of: address.host), port: Int(address.port))
        }
        let access = Self.access(redisUser ?? "default", try password())
        var group = RedisSentinelGroup(
            masterName: master ?? "", sentinels: endpoints, access: openSentinels ? .open : access)
        group.clientName = "keyquake:operator"
        return OperatorPlace(
            route: .sentinels(group), database: redisDatabase ?? 0, access: access, namespace: namespace)
    }

    private func password() throws -> Secret {
        guard let redisPasswordFile else { return StartSecrets.redisPassword ?? Secret(text: "") }
        guard let secret = StartSecrets.readFile(redisPasswordFile) else {
            throw ValidationError("--redis-password-file: cannot read \(redisPasswordFile)")
        }
        return secret
    }

    private static func access(_ user: String, _ password: Secret) -> RedisAccess {
        guard !password.isEmpty || user != "default" else { return .open }
        return RedisAccess(user: user, password: password.withBytes { RedisPassword(bytes: $0) })
    }
}

/// `host:port`, `[address]:port`, or a host alone.
struct SentinelHost: Equatable {
    let host: String
    let port: UInt16

    private static let usualPort: UInt16 = 26379

    init?(_ text: String) {
        var rest = text[...]
        var host = rest
        if rest.first == "[" {
            guard let closing = rest.firstIndex(of: "]") else { return nil }
            host = rest[rest.index(after: rest.startIndex)..<closing]
            rest = rest[rest.index(after: closing)...]
        } else {
            host = rest.prefix { $0 != ":" }
            rest = rest[host.endIndex...]
        }
        guard !host.isEmpty else { return nil }
        self.host = String(host)
        if rest.isEmpty {
            port = Self.usualPort
        } else {
            guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
            self.port = port
        }
    }
}

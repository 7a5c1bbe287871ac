/// Which storage a server runs with, as its configuration file says it.
///
/// ```json
/// { "type": "redis",
///   "redis_config": {
///     "sentinel_config": { "master_name": "mymaster", "sentinel_addrs": ["10.0.0.1:26379"], "db": 0 },
///     "acl_user_config": { "username_env_var": "AUTH_REDIS_USERNAME", "password_env_var": "AUTH_REDIS_PASSWORD" },
///     "key_prefix": "kq:auth:{demo:gw}:", "read_timeout": "500ms" } }
/// ```
public struct RunConfiguration: Codable, Equatable, Sendable {
    /// `memory`, which nothing and an empty text mean too, or `redis`.
    public var type: String?
    public var redis: Redis?

    public init(type: String? = nil, redis: Redis? = nil) {
        self.type = type
        self.redis = redis
    }

    private enum CodingKeys: String, CodingKey {
        case type
        case redis = "redis_config"
    }

    /// What `redis` needs.
    public struct Redis: Codable, Equatable, Sendable {
        /// One server, `host:port`; or ``sentinel``.
        public var address: String?
        /// Not supported: every key of a prefix would be in one slot, but nobody follows redirections.
        public var isCluster: Bool?
        public var sentinel: Sentinel?
        /// `aclUser`, or nothing.
        public var authType: String?
        /// Who we are to the server; required.
        public var user: ACLUser?
        /// Who we are to the Sentinels; nothing when they ask nobody.
        public var sentinelUser: ACLUser?
        public var keyPrefix: String?
        /// Durations as Go writes them, such as `1m30s` or `500ms`; nothing and zero mean 5 s, 3 s and 3 s.
        public var dialTimeout: String?
        public var readTimeout: String?
        public var writeTimeout: String?
        /// Not supported: libhiredis 0.14 has no TLS.
        public var tls: TLS?
        public var sentinelTLS: TLS?

        public init() {}

        private enum CodingKeys: String, CodingKey {
            case address = "addr"
            case isCluster = "cluster_mode"
            case sentinel = "sentinel_config"
            case authType = "auth_type"
            case user = "acl_user_config"
            case sentinelUser = "sentinel_acl_user_config"
            case keyPrefix = "key_prefix"
            case dialTimeout = "dial_timeout"
            case readTimeout = "read_timeout"
            case writeTimeout = "write_timeout"
            case tls
            case sentinelTLS = "sentinel_tls"
        }
    }

    public struct Sentinel: Codable, Equatable, Sendable {
        public var masterName: String?
        /// `host:port` each.
        public var addresses: [String]?
        public var database: Int?

        public init(masterName: String? = nil, addresses: [String]? = nil, database: Int? = nil) {
            self.masterName = masterName
            self.addresses = addresses
            self.database = database
        }

        private enum CodingKeys: String, CodingKey {
            case masterName = "master_name"
            case addresses = "sentinel_addrs"
            case database = "db"
        }
    }

    /// Where name and password of an ACL user stand: in variables, which are unset once they were read, or in files
    /// that only their owner may read. A file counts where there is no variable.
    public struct ACLUser: Codable, Equatable, Sendable {
        public var usernameVariable: String?
        public var passwordVariable: String?
        public var usernameFile: String?
        public var passwordFile: String?

        public init(
            usernameVariable: String? = nil, passwordVariable: String? = nil, usernameFile: String? = nil,
            passwordFile: String? = nil
        ) {
            self.usernameVariable = usernameVariable
            self.passwordVariable = passwordVariable
            self.usernameFile = usernameFile
            self.passwordFile = passwordFile
        }

        private enum CodingKeys: String, CodingKey {
            case usernameVariable = "username_env_var"
            case passwordVariable = "password_env_var"
            case usernameFile = "username_file"
            case passwordFile = "password_file"
        }
    }

    /// Present, it asks for what cannot be had.
    public struct TLS: Codable, Equatable, Sendable {
        public var skipsVerification: Bool?
        public var authorityFile: String?

        public init(skipsVerification: Bool? = nil, authorityFile: String? = nil) {
            self.skipsVerification = skipsVerification
            self.authorityFile = authorityFile
        }

        private enum CodingKeys: String, CodingKey {
            case skipsVerification = "insecure_skip_verify"
            case authorityFile = "ca_cert_file"
        }
    }
}

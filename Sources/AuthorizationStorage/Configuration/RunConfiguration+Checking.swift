import Credentials
import RedisLink

/// What a checked configuration asks for.
public enum StorageSelection: Sendable {
    case memory
    case redis(RedisStoreSettings)
}

extension RunConfiguration {
    /// Checks everything that can be checked without a server, and takes the secrets that it names.
    ///
    /// - Throws: the first flaw, in this order: type, `redis_config`, the ACL user, its name, its password, dial, read
    ///   and write time-out, TLS, TLS of the Sentinels, key prefix, topology, the user for the Sentinels.
    public func check(_ secrets: SecretSource = .process) throws(ConfigurationError) -> StorageSelection {
        switch type ?? "" {
        case "", "memory": return .memory
        case "redis": break
        default: throw ConfigurationError(.unknownType, "type", "neither memory nor redis")
        }
        guard let redis else { throw ConfigurationError(.missing, "redis_config", "redis needs it") }
        return .redis(try redis.check(secrets))
    }
}

extension RunConfiguration.Redis {
    fileprivate func check(_ secrets: SecretSource) throws(ConfigurationError) -> RedisStoreSettings {
        let access = try checkUser(secrets)
        let dial = try timeout(dialTimeout, "dial_timeout", standard: .seconds(5))
        let read = try timeout(readTimeout, "read_timeout", standard: .seconds(3))
        let write = try timeout(writeTimeout, "write_timeout", standard: .seconds(3))
        try refuseTLS()
        guard let prefix = keyPrefix.flatMap(KeyPrefix.init) else {
            throw ConfigurationError(.empty, Self.path("key_prefix"), "every key begins with it")
        }
        let place = try RedisPlace(self)
        var settings = RedisStoreSettings(
            topology: try place.topology(as: checkSentinelUser(secrets)), access: access, prefix: prefix)
        settings.database = place.database
        settings.dialTimeout = dial
        settings.readTimeout = read
        settings.writeTimeout = write
        return settings
    }

    static func path(_ field: String) -> String { "redis_config.\(field)" }

    private func checkUser(_ secrets: SecretSource) throws(ConfigurationError) -> RedisAccess {
        guard let user else {
            throw ConfigurationError(.missing, Self.path("acl_user_config"), "an ACL user is required")
        }
        guard ["", "aclUser"].contains(authType ?? "") else {
            throw ConfigurationError(.unsupported, Self.path("auth_type"), "only aclUser is known")
        }
        return try user.take(secrets, Self.path("acl_user_config"))
    }

    private func checkSentinelUser(_ secrets: SecretSource) throws(ConfigurationError) -> RedisAccess {
        guard sentinel != nil, let sentinelUser else { return .open }
        return try sentinelUser.take(secrets, Self.path("sentinel_acl_user_config"))
    }

    private func timeout(
        _ text: String?, _ field: String, standard: Duration
    ) throws(ConfigurationError) -> Duration {
        guard let text, !text.isEmpty else { return standard }
        guard let duration = GoDuration.parse(text) else {
            throw ConfigurationError(.noDuration, Self.path(field), "not a duration such as 500ms or 1m30s")
        }
        return duration == .zero ? standard : duration
    }

    private func refuseTLS() throws(ConfigurationError) {
        let reason = "TLS is not available: libhiredis 0.14 has none; use a local tunnel, or leave it out"
        if tls != nil { throw ConfigurationError(.unsupported, Self.path("tls"), reason) }
        if sentinelTLS != nil { throw ConfigurationError(.unsupported, Self.path("sentinel_tls"), reason) }
    }
}

extension RunConfiguration.ACLUser {
    /// Name, then password: both are required and say something.
    fileprivate func take(_ secrets: SecretSource, _ path: String) throws(ConfigurationError) -> RedisAccess {
        let name = try Self.take(usernameVariable, usernameFile, "\(path).username", secrets)
        let password = try Self.take(passwordVariable, passwordFile, "\(path).password", secrets)
        return RedisAccess(
            user: name.withBytes { String(decoding: $0, as: UTF8.self) },
            password: password.withBytes { RedisPassword(bytes: $0) })
    }

    private static func take(
        _ variable: String?, _ file: String?, _ path: String, _ secrets: SecretSource
    ) throws(ConfigurationError) -> Secret {
        if let variable, !variable.isEmpty {
            guard let value = secrets.takeVariable(variable) else {
                throw ConfigurationError(.unset, "\(path)_env_var", "the variable \(variable) is not set")
            }
            return try check(value, "\(path)_env_var", "the variable \(variable) is empty")
        }
        guard let file, !file.isEmpty else {
            throw ConfigurationError(.missing, "\(path)_env_var", "neither a variable nor a file is named")
        }
        let value: Secret
        do throws(SecretSource.FileFlaw) {
            value = try secrets.readFile(file)
        } catch {
            throw Self.flaw(error, "\(path)_file", file)
        }
        return try check(value, "\(path)_file", "the file \(file) is empty")
    }

    private static func flaw(_ flaw: SecretSource.FileFlaw, _ path: String, _ file: String) -> ConfigurationError {
        switch flaw {
        case .unreadable: ConfigurationError(.unreadable, path, "the file \(file) cannot be read")
        case .tooLong:
            ConfigurationError(
                .tooLong, path, "the first line of \(file) is longer than \(SecretSource.longest) bytes")
        case .readableByOthers:
            ConfigurationError(.readableByOthers, path, "the file \(file) may be read by others: chmod 600")
        }
    }

    private static func check(_ value: Secret, _ path: String, _ text: String) throws(ConfigurationError) -> Secret {
        guard !value.isEmpty else { throw ConfigurationError(.empty, path, text) }
        return value
    }
}

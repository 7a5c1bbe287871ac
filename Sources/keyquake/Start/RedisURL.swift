import ArgumentParser
import Credentials
import Fleet
import Foundation

/// `redis://user@host:port/db`; the password comes from KEYQUAKE_REDIS_PASSWORD, a file, or the URL.
struct RedisURL {
    let host: String
    let port: UInt16
    let database: Int
    let user: String
    let password: String?
    private let text: String

    init(_ text: String) throws {
        guard let parts = URLComponents(string: text), parts.scheme == "redis", let host = parts.host, !host.isEmpty
        else { throw ValidationError("--redis takes redis://user@host:port/db") }
        guard let port = UInt16(exactly: parts.port ?? 6379) else { throw ValidationError("--redis: no such port") }
        let path = parts.path.drop { $0 == "/" }
        guard let database = path.isEmpty ? 0 : Int(path), database >= 0 else {
            throw ValidationError("--redis: the path is the number of a database")
        }
        self.text = text
        self.host = host == "localhost" ? "127.0.0.1" : host.filter { $0 != "[" && $0 != "]" }
        self.port = port
        self.database = database
        user = parts.user.flatMap { $0.isEmpty ? nil : $0 } ?? "default"
        password = parts.password
    }

    /// Takes the password from where it is, and out of there; looks the host up, once for all processes of a run.
    func resolve(passwordFile: String?) throws -> ExternalRedis {
        StartSecrets.blankPassword(inArgument: text)
        let file = try passwordFile.map { path in
            guard let secret = StartSecrets.readFile(path) else {
                throw ValidationError("--redis-password-file: cannot read \(path)")
            }
            return secret
        }
        let secret = file ?? password.map { Secret(text: $0) } ?? StartSecrets.redisPassword
        return ExternalRedis(
            host: try HostAddress.numeric(of: host), port: port, database: database, user: user,
            password: secret ?? Secret(text: ""))
    }
}

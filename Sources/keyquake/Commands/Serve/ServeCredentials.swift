import ArgumentParser
import Credentials
import Fleet
import Glibc
import ReplicaCore

/// What a replica that serves is to know besides what Redis says; secrets come from files and variables, never as values
/// of options, which everybody on the machine can read.
struct ServeCredentials: ParsableArguments {
    @Option(
        help: "File whose first line is this replica's own admin key; it counts until Redis has one.",
        completion: .file())
    var adminKeyFile: String?
    @Option(
        help: "File whose first line is the internal token; or KEYQUAKE_INTERNAL_TOKEN is it. It opens no admin route.",
        completion: .file())
    var internalTokenFile: String?
    @Option(
        help: "File of environments, which guard /sdk, /mobile and /client; LD_ENV_NAME and the like override it.",
        completion: .file())
    var config: String?
    @Flag(help: "Follow the environment documents in Redis, too.")
    var followEnvironments = false

    /// Returns how often environments are looked through; nil for none.
    ///
    /// - Throws: what cannot be used, without saying what it is.
    func complete(_ order: inout ServingOrder) throws -> CleanupInterval? {
        order.adminKey = try adminKeyFile.map { try Self.key(in: $0, of: "--admin-key-file") }
        order.internalToken = try internalToken()
        try Self.check(order)
        let environments = try ServeEnvironments.read(
            config, variables: StartSecrets.environmentKeys,
            cleanup: getenv("EXPIRED_CREDENTIAL_CLEANUP_INTERVAL").map { String(cString: $0) })
        order.environments = environments?.configured ?? []
        order.followsDocuments = followEnvironments
        return environments?.cleanup ?? (followEnvironments ? .standard : nil)
    }

    private func internalToken() throws -> Secret? {
        if let internalTokenFile { return try Self.key(in: internalTokenFile, of: "--internal-token-file") }
        guard let stated = StartSecrets.internalToken else { return nil }
        switch AdminKeyText(stated) {
        case .value(let token): return token
        case .blank: return nil
        case .malformed: throw ValidationError("KEYQUAKE_INTERNAL_TOKEN holds no usable token")
        }
    }

    private static func key(in path: String, of option: String) throws -> Secret {
        guard let secret = StartSecrets.readFile(path), case .value(let key) = AdminKeyText(secret) else {
            throw ValidationError("\(option): there is no usable key in \(path)")
        }
        return key
    }

    /// The holder of the one would pass as the other (A4, 18).
    private static func check(_ order: ServingOrder) throws {
        guard let key = order.adminKey, let token = order.internalToken else { return }
        guard !KeySpellings(of: key).overlaps(KeySpellings(of: token)) else {
            throw ValidationError("the admin key and the internal token have a spelling in common")
        }
    }
}

import ArgumentParser
import Credentials
import Glibc
import ReplicaCore

/// The environments that `serve` guards: those of the configuration file, as the environment variables change and
/// complete them (specs/environment-credentials.md, section 11; R19).
struct ServeEnvironments: Equatable {
    let configured: [ConfiguredEnvironment]
    let cleanup: CleanupInterval

    /// Bytes of all credentials together, and of a file: one message to the replica holds them all.
    private static let mostBytes = 96 * 1024

    /// Nil when neither names an environment.
    ///
    /// - Parameters:
    ///   - variables: see ``EnvironmentSettings/merge(file:variables:)``.
    ///   - cleanup: of EXPIRED_CREDENTIAL_CLEANUP_INTERVAL.
    /// - Throws: everything that is wrong; no key is in it.
    static func read(
        _ path: String?, variables: [String: Secret], cleanup: String?
    ) throws(ValidationError) -> ServeEnvironments? {
        let file = try path.map { path throws(ValidationError) in try Self.file(path) }
        let settings = EnvironmentSettings.merge(file: file?.environments ?? [], variables: variables)
        guard path != nil || !settings.isEmpty else { return nil }
        let environments = ServeEnvironments(
            configured: settings.map {
                ConfiguredEnvironment(
                    name: $0.name, credentials: $0.credentials, isOffline: file?.offline.contains($0.name) ?? false)
            }, cleanup: try interval(cleanup) ?? file?.cleanup ?? .standard)
        let findings = settings.flatMap { $0.findings.map(\.description) } + environments.findings
        guard findings.isEmpty else {
            throw ValidationError(findings.map { "\(path ?? "LD_ENV_*"): \($0)" }.joined(separator: "\n"))
        }
        return environments
    }

    private static func file(_ path: String) throws(ValidationError) -> EnvironmentFile {
        guard let bytes = contents(of: path), let text = String(validating: bytes, as: UTF8.self) else {
            throw ValidationError("--config: \(path) cannot be read, or is no text of at most \(mostBytes) bytes")
        }
        do throws(EnvironmentFileFindings) {
            return try EnvironmentFile(text)
        } catch {
            throw ValidationError(error.all.map { "\(path):\($0)" }.joined(separator: "\n"))
        }
    }

    private static func contents(of path: String) -> [UInt8]? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: mostBytes + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0, count <= mostBytes else { return nil }
        return Array(bytes.prefix(count))
    }

    private static func interval(_ text: String?) throws(ValidationError) -> CleanupInterval? {
        guard let text, !text.isEmpty else { return nil }
        guard let interval = CleanupInterval(text: text) else {
            throw ValidationError(
                "EXPIRED_CREDENTIAL_CLEANUP_INTERVAL \(EnvironmentFileFinding.Problem.cleanup.rawValue)")
        }
        return interval
    }

    /// What no environment can say of itself: a credential of two of them would open whichever came last.
    private var findings: [String] {
        var owners: [EnvironmentCredential: String] = [:]
        var findings: [String] = []
        for environment in configured {
            for credential in environment.credentials.all {
                guard let owner = owners.updateValue(environment.name, forKey: credential), owner != environment.name
                else { continue }
                findings.append("environment \(environment.name): a credential is one of environment \(owner), too")
            }
        }
        let bytes = owners.keys.reduce(0) { $0 + $1.byteCount }
        return bytes > Self.mostBytes ? findings + ["more than \(Self.mostBytes) bytes of credentials"] : findings
    }
}

extension InitialCredentials {
    fileprivate var all: [EnvironmentCredential] {
        let primaries = [
            sdkKey?.credential, mobileKey?.credential, environmentID.map(EnvironmentCredential.environmentID),
        ]
        return primaries.compactMap { $0 } + additionalSDKKeys.active.map(\.credential)
            + additionalMobileKeys.active.map(\.credential)
    }
}

extension EnvironmentCredential {
    fileprivate var byteCount: Int {
        switch self {
        case .sdkKey(let key): key.secret.count
        case .mobileKey(let key): key.secret.count
        case .environmentID(let id): id.bytes.count
        }
    }
}

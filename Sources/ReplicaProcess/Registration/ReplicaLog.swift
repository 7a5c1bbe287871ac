import Credentials
import Glibc
import History
import ReplicaCore

/// One line that somebody who looks after a gateway should see; no secret in it.
package struct LogRecord: Equatable, Sendable {
    package enum Level: Int, Comparable, Sendable {
        case debug, warning, error
        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    package let level: Level
    package let text: String

    /// URLs are sanitised and control characters become blanks: what a server said must not write lines of its own.
    init(_ level: Level, _ text: String) {
        self.level = level
        let printable = String(
            text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
        self.text = String(LogSanitizer.sanitized(printable).prefix(Self.longest))
    }

    private static let longest = 2048
}

extension LogRecord {
    /// The one record of a failure.
    init(_ failure: RegistrationFailure, of id: RegistrationID, upstream: String) {
        let redirect = failure.redirectURI.map { " redirect_uri=\($0)" } ?? ""
        self.init(
            .error,
            "\(id) upstream=\(upstream) step=\(failure.step.rawValue) issuer=\(failure.issuer)\(redirect) error=\(failure)"
        )
    }

    /// Nil for what the history alone has.
    init?(_ note: RegistrationNote, of id: RegistrationID, fingerprint: (String) -> FingerprintBits) {
        switch note {
        case .adopted(let client, let days, let isStale):
            let age = days.map { "\($0) days old" } ?? "of unknown age"
            let hint = "; over \(RegistrationNote.staleDays) days: rotate its secret or register again"
            self.init(
                isStale ? .warning : .debug, "\(id) adopted client=\(fingerprint(client)), \(age)\(isStale ? hint : "")"
            )
        case .noScopes: self.init(.warning, "\(id) neither the settings nor the server name a scope: none is asked for")
        case .expiredRow(let client):
            self.init(.debug, "\(id) the secret in the store has ended, client=\(fingerprint(client))")
        case .leaked(let client, let status):
            self.init(.warning, "\(id) client=\(fingerprint(client)) cannot be withdrawn, status=\(status)")
        case .withdrew(let client): self.init(.debug, "\(id) withdrew client=\(fingerprint(client))")
        }
    }
}

/// Where the records of one replica go: a file that all replicas of a run append to, a line each.
///
/// Opened for each record, which are few: so a replica holds no descriptor for it.
struct ReplicaLog {
    /// Empty for no log.
    let path: String
    let life: Life
    var least = LogRecord.Level.warning

    func write(_ record: LogRecord, at time: WallTime) {
        guard record.level >= least, !path.isEmpty else { return }
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let line = Array("\(time.milliseconds) \(record.level) \(life) \(record.text)\n".utf8)
        _ = Glibc.write(descriptor, line, line.count)  // a full disk must not stop a gateway
    }
}

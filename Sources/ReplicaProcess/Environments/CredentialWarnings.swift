import Credentials
import History
import ReplicaCore

/// Which warnings about credentials a log has not had yet: a platform repeats the mistake of one document in the next, and a
/// log that fills a disk warns nobody. The counter has all of them.
struct CredentialWarnings {
    private struct Told: Hashable {
        let environment: EnvironmentName
        let notice: CredentialNotice
    }

    static let mostRemembered = 1_000
    static let mostInAMinute = 100
    private static let minute: UInt64 = 60_000_000_000
    private var told: Set<Told> = []
    private var minuteEnds = SteadyTime(nanoseconds: 0)
    private var inThisMinute = 0

    mutating func isToBeTold(_ notice: CredentialNotice, of name: EnvironmentName, at now: SteadyTime) -> Bool {
        if minuteEnds <= now { (minuteEnds, inThisMinute) = (now.advanced(byNanoseconds: Self.minute), 0) }
        guard inThisMinute < Self.mostInAMinute else { return false }
        if told.count >= Self.mostRemembered { told.removeAll() }
        guard told.insert(Told(environment: name, notice: notice)).inserted else { return false }
        inThisMinute += 1
        return true
    }
}

extension LogRecord {
    /// The one record of a notice. A key goes by its fingerprint, and an id, which is no secret, in clear.
    init(_ notice: CredentialNotice, of name: EnvironmentName, fingerprint: (Secret) -> FingerprintBits) {
        let who =
            switch notice.credential {
            case .sdkKey(let key): "SDK key \(fingerprint(key.secret))"
            case .mobileKey(let key): "mobile key \(fingerprint(key.secret))"
            case .environmentID(let id): "id \(id)"
            }
        self.init(notice.isWarning ? .warning : .debug, "environment \(name): \(who) \(notice.event)")
    }
}

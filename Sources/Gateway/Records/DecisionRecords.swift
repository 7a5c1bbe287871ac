import Credentials
import HTTPTypes
import HummingbirdCore
import ReplicaCore
import Synchronization

/// What is kept of every decision: a count, and a line in the audit file where there is one.
final class DecisionRecords: Sendable {
    private let counts = Mutex(DecisionTally())
    private let audit: AuditTrail?
    private let fingerprinter: Fingerprinter

    init(audit: AuditFile?, fingerprintKey: FingerprintKey) {
        self.audit = audit.map(AuditTrail.init)
        fingerprinter = Fingerprinter(key: fingerprintKey)
    }

    var tally: DecisionTally { counts.withLock { $0 } }
    var auditCounts: AuditCounts { audit?.counts ?? AuditCounts() }

    func count(_ decision: GateDecision, on route: GateRoute, took nanoseconds: UInt64) {
        guard let label = RouteLabel(route) else { return }
        counts.withLock { $0.count(decision, on: label, took: nanoseconds) }
    }

    /// Nil where no events are written.
    func begin(
        _ decision: GateDecision, on route: GateRoute, _ target: RequestTarget, _ request: Request,
        userPath: UserPath?, at time: WallTime
    ) -> AuditTrail.Entry? {
        guard let audit, let label = RouteLabel(route) else { return nil }
        return audit.begin(
            AuditEvent(
                time: time, method: request.head.method.rawValue, route: label, path: target.path, decision: decision,
                userPath: userPath, fingerprint: fingerprint(decision, route, target, request)))
    }

    func end(_ entry: AuditTrail.Entry?, _ status: HTTPResponse.Status) {
        if let entry { audit?.end(entry, status: status.code) }
    }

    /// Of the stored key when it was an admin key, however it was spelled; of the bare text that was presented otherwise.
    private func fingerprint(
        _ decision: GateDecision, _ route: GateRoute, _ target: RequestTarget, _ request: Request
    ) -> String? {
        if case .passed(.adminKey(_, let fingerprint)) = decision { return fingerprint.description }
        let presented = PresentedCredential(on: route, query: target.query, request.header)
        return presented.withBytes { bytes in
            fingerprinter.fingerprint(of: Secret(bytes: AuditEvent.bare(bytes))).description
        }
    }

    /// No answer is made any more; what was decided is in the file when this returns.
    func close() { audit?.close() }
}

import History

/// Numbers the control operations of a run and writes down when each was invoked and how it ended.
struct OperationLedger {
    /// The number of the operation that is invoked next.
    private(set) var next: UInt32 = 0

    mutating func invoke(
        _ kind: OperationKind, _ credential: CredentialID = .unnamed, grace: UInt64 = 0, step: StepNumber,
        writer: Life? = nil, in recorder: Recorder
    ) -> UInt32 {
        defer { next += 1 }
        recorder.record(
            .operationInvoked(next, kind: kind, credential: credential, grace: grace, step: step, writer: writer))
        return next
    }

    func end(
        _ operation: UInt32, _ outcome: Outcome, version: VersionStamp = .zero, fingerprint: FingerprintBits = .none,
        graceEnd: UInt64 = 0, node: NodeID = .first, in recorder: Recorder
    ) {
        recorder.record(
            .operationEnded(
                operation, outcome: outcome, version: version, fingerprint: fingerprint, graceEnd: graceEnd,
                node: node))
    }
}

import Credentials

/// How a wait ended, for a pipeline.
package struct WaitView: Encodable, Sendable {
    package struct Replica: Encodable, Sendable {
        package let id: String
        package let state: String
        /// Of a replica that is pending or damaged.
        package let why: String?
        /// When its last entry was written, of one that is missing, refusing or ignored.
        package let since: String?
    }

    package let done: Bool
    package let confirmed: Int
    package let entries: Int
    /// stands, superseded, lost.
    package let standing: String
    package let detail: String?
    package let waitedMs: UInt64
    package let replicas: [Replica]

    package init(_ report: WaitReport) {
        let findings = report.judgement?.findings ?? []
        done = report.isDone
        confirmed = findings.count { $0.state == .confirmed }
        entries = report.judgement?.entries ?? 0
        switch report.standing {
        case .stands: (standing, detail) = ("stands", report.trouble?.description)
        case .superseded(let how): (standing, detail) = ("superseded", how)
        case .lost(let how): (standing, detail) = ("lost", how)
        }
        waitedMs = report.waited / 1_000_000
        replicas = findings.map { finding in
            Replica(
                id: finding.row.shownName, state: finding.state.word, why: finding.state.why,
                since: finding.state.since?.utcText)
        }
    }
}

extension HoldsState {
    fileprivate var why: String? {
        switch self {
        case .pending(let why): why.rawValue
        case .damaged(let flaw): flaw.rawValue
        default: nil
        }
    }

    fileprivate var since: WallTime? {
        switch self {
        case .missing(let since), .refusing(let since), .ignored(let since): since
        default: nil
        }
    }
}

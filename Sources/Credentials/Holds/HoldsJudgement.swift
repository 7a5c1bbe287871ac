/// Whether a change is in force on every replica that anybody knows of (specs/versions.md section 7).
///
/// It says "done" only when no replica with an entry can still accept what was before. What it cannot know, and README
/// says so: replicas that never reached Redis, that start anew with an old key of their own while they cannot reach it
/// (`at-start: degrade`), or that read an isolated primary; `HoldsQuestion.atLeast` helps against the first.
package struct HoldsJudgement: Equatable, Sendable {
    package struct Finding: Equatable, Sendable {
        package let row: HoldsRow
        package let state: HoldsState
    }

    /// In the order of the reading.
    package let findings: [Finding]
    /// Entries that count, forgotten ones left out.
    package let entries: Int
    /// Replicas that surely do not accept what was before.
    package let safe: Int
    /// How many of these there must be.
    package let needed: Int

    /// - Parameter surely: the latest time that has surely come by Redis' clock, see ``HoldsClock``.
    package init(_ reading: HoldsReading, _ question: HoldsQuestion, surely: WallTime) {
        let judge = EntryJudge(question: question, now: reading.now, surely: min(surely, reading.now))
        findings = reading.rows.map { Finding(row: $0, state: judge.state(of: $0)) }
        entries = findings.count { $0.state != .forgotten }
        safe = findings.count { $0.state.isSafe }
        needed = question.atLeast ?? 0
    }

    /// No entry at all is nobody's confirmation.
    package var isDone: Bool { entries > 0 && safe >= needed && obstacles.isEmpty }

    /// Whoever stands in the way, in the order of the reading.
    package var obstacles: [Finding] { findings.filter { !$0.state.isSettled } }
}

/// Judges one entry.
private struct EntryJudge {
    let question: HoldsQuestion
    let now: WallTime
    let surely: WallTime

    func state(of row: HoldsRow) -> HoldsState {
        switch row.content {
        case .failure(let flaw): .damaged(flaw)
        case .success(let entry): state(of: entry, named: String(decoding: row.field, as: UTF8.self))
        }
    }

    private func state(of entry: HoldsEntry, named name: String) -> HoldsState {
        let age = now.milliseconds - entry.time.milliseconds
        if age > HoldsRules.forgottenAfter { return .forgotten }
        // Of the future: the server's clock was set back, or it is another server. Who lives writes again.
        guard age >= 0, age <= HoldsRules.missingAfter else {
            if refuses(entry) { return .refusing(since: entry.time) }
            return question.ignoring.contains(name) ? .ignored(since: entry.time) : .missing(since: entry.time)
        }
        switch question.target {
        case .adminKey(let version): return state(of: entry.claim.holding.admin, target: version)
        case .managedKeys(let revision, let stands):
            return state(of: entry.claim.holding.keys, target: revision, stands: stands)
        }
    }

    /// Equal, not higher: a version above the one that stands is of a history that was lost. It may hold the very key
    /// that the change was to end, and is about to be put back by a repair.
    private func state(of admin: Holding.Admin, target: Version) -> HoldsState {
        switch admin {
        case .unwatched: .unconcerned
        case .plain: .pending(.plainSlot)
        case .fenced(nil): .pending(.unread)
        case .fenced(let held?): held == target ? .confirmed : .pending(held < target ? .behind : .ahead)
        }
    }

    private func state(of keys: Epoch?, target: Epoch, stands: Epoch) -> HoldsState {
        guard let keys else { return .unconcerned }
        if keys > stands { return .pending(.ahead) }
        if keys >= target { return .confirmed }
        return .pending(keys == .zero ? .unread : .behind)
    }

    /// Had it read well after the change, it would hold it: so its last good read was at the latest when the change was
    /// made or when its last entry was, whichever is later, and a little more; from then on counts what it waits.
    private func refuses(_ entry: HoldsEntry) -> Bool {
        guard let limit = entry.claim.refuseAfterMilliseconds else { return false }
        let lastGoodRead = max(entry.time, question.since).milliseconds + HoldsRules.refusalMargin
        return surely.milliseconds - lastGoodRead >= Int64(limit)
    }
}

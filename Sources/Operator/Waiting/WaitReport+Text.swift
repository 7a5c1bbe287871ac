import Credentials
import Stores

extension WaitReport {
    /// One line while it goes on: `waiting: 48 of 50 confirmed, 2 pending (3 s of 30 s)`.
    package func progressLine(of wish: WaitWish) -> String {
        "waiting: \(summary) (\(waited / 1_000_000_000) s of \(wish.limit / 1_000_000_000) s)"
    }

    private var summary: String {
        if let trouble { return "\(trouble)" }
        guard let judgement else { return "nobody was heard of" }
        let counts = Dictionary(grouping: judgement.findings.filter { $0.state != .forgotten }, by: \.state.word)
            .mapValues(\.count)
        let confirmed = "\(counts["confirmed"] ?? 0) of \(judgement.entries) confirmed"
        let others = counts.filter { $0.key != "confirmed" }.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return ([confirmed] + others).joined(separator: ", ")
    }

    /// How it ended; the last lines name who stands in the way, and since when.
    package var lines: [String] {
        var lines = ["\(isDone ? "done" : "not done"): \(summary)"]
        lines += unknownNames.map { "note: --ignore-missing \($0.debugDescription): there is no such entry" }
        switch standing {
        case .stands: break
        case .superseded(let how): lines.append("superseded: \(how)")
        case .lost(let how): lines.append("lost: \(how); run the command again")
        }
        guard let judgement else { return lines }
        if judgement.entries == 0 { lines.append("no replica has an entry: there is nobody to confirm it") }
        if judgement.safe < judgement.needed {
            lines.append("\(judgement.safe) replicas are known not to accept it, \(judgement.needed) are asked for")
        }
        return lines + judgement.findings.filter { $0.state.isWorthTelling }.map { $0.line(at: now) }
    }
}

extension HoldsJudgement.Finding {
    fileprivate func line(at now: WallTime?) -> String {
        "\(state.word) \(row.shownName): \(state.explanation(of: row, at: now))"
    }
}

extension HoldsState {
    /// One word for it, in text and JSON.
    package var word: String {
        switch self {
        case .confirmed: "confirmed"
        case .unconcerned: "unconcerned"
        case .pending: "pending"
        case .missing: "missing"
        case .refusing: "refusing"
        case .ignored: "ignored"
        case .damaged: "damaged"
        case .forgotten: "forgotten"
        }
    }

    fileprivate var isWorthTelling: Bool { !isSettled || word == "refusing" || word == "ignored" }

    fileprivate func explanation(of row: HoldsRow, at now: WallTime?) -> String {
        switch self {
        case .confirmed: "it holds it"
        case .unconcerned: "it accepts nothing of the kind"
        case .pending(let why): why.explanation
        case .missing(let since):
            "not heard of since \(since.utcText)\(Self.age(since, now)); it may accept what was before"
        case .refusing(let since):
            "not heard of since \(since.utcText)\(Self.age(since, now)); refuses everything by now, unless it reads an "
                + "isolated primary"
        case .ignored(let since): "not heard of since \(since.utcText)\(Self.age(since, now)); ignored as you say"
        case .damaged(let flaw):
            "its entry cannot be read (\(flaw.rawValue)): a living replica writes it anew, else 'fleet forget' removes it"
        case .forgotten: "not heard of for a day"
        }
    }

    private static func age(_ since: WallTime, _ now: WallTime?) -> String {
        guard let now, since <= now else { return "" }
        return " (\((now.milliseconds - since.milliseconds) / 1000) s ago)"
    }
}

extension HoldsState.Pending {
    var explanation: String {
        switch self {
        case .behind: "it holds what was before"
        case .unread: "it holds nothing of Redis yet"
        case .ahead: "it holds a higher number than the one that stands, of a history that the store has lost"
        case .plainSlot: "it watches a plain slot, which has no versions"
        }
    }
}

import Credentials
import RedisLink

/// What every script of the environments answers; see `answer` in the prelude.
enum EnvironmentScriptAnswer {
    private enum Verdict: String { case wrote, already, left }

    /// Throws what the answer itself reports, or that it is none.
    static func change(
        _ reply: RedisReply, of id: EnvironmentID, now: WallTime
    ) throws(EnvironmentStoreError) -> EnvironmentChange {
        guard let parts = reply.strings, parts.count == 3 else { throw unreadable }
        let word = String(decoding: parts[0], as: UTF8.self)
        if word == "store-damaged" { throw .damaged }
        guard let verdict = Verdict(rawValue: word) else { throw unreadable }
        return EnvironmentChange(
            effect: effect(verdict), stands: EnvironmentReading(entry: parts[1], text: parts[2], of: id, now: now))
    }

    private static let unreadable = EnvironmentStoreError(.unknown, .unreadableAnswer)

    private static func effect(_ verdict: Verdict) -> EnvironmentChange.Effect {
        switch verdict {
        case .wrote: .wrote
        case .already: .alreadyDone
        case .left: .left
        }
    }
}

extension EnvironmentReading {
    /// What stands there by the index and by the text together; an empty entry is none. Where the two do not agree, the
    /// place is damaged, and its text is nobody's.
    init(entry: [UInt8], text: [UInt8], of id: EnvironmentID, now: WallTime) {
        guard !entry.isEmpty else {
            self = .absent
            return
        }
        self.init(text: text, of: id, now: now)
        guard case .record(let record) = self, record.version != Version(entry: entry) else { return }
        self = .malformed(MalformedDocument(place: "version", reason: .anotherVersion))
    }
}

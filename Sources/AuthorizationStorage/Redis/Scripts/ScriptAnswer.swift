import RedisLink

/// What a script of the storage answers: a word, and perhaps a value.
struct ScriptAnswer {
    enum Verdict: String { case done, missing, exists, malformed, revoked, redeemed, used, rotated, reused }

    let verdict: Verdict
    let value: [UInt8]

    /// Nil for an answer that no script of ours gives.
    init?(_ reply: RedisReply) {
        switch reply {
        case .status(let word):
            guard let verdict = Verdict(rawValue: word) else { return nil }
            self.verdict = verdict
            value = []
        case .array(let parts):
            guard parts.count == 2, case .string(let word) = parts[0], case .string(let value) = parts[1],
                let verdict = Verdict(rawValue: String(decoding: word, as: UTF8.self))
            else { return nil }
            self.verdict = verdict
            self.value = value
        default: return nil
        }
    }
}

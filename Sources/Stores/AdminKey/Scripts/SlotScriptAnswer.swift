import Credentials
import RedisLink

/// What every script of the slot answers; see `answer` in the prelude.
struct SlotScriptAnswer {
    enum Verdict: String { case wrote, already, left, conflict }

    let verdict: Verdict
    let stands: SlotReading
    let version: Version?
    let graceEnd: WallTime?
    let dropped: [OutgoingKey]

    /// Throws what the answer itself reports, or that it is none.
    init(_ reply: RedisReply, format: SlotFormat, now: WallTime) throws(SlotStoreError) {
        if reply == .status("log-damaged") { throw SlotStoreError(.failed, .logDamaged) }
        guard case .array(let parts) = reply, parts.count == 6, let verdict = parts[0].text.flatMap(Verdict.init),
            let stands = SlotReading(parts[2], type: parts[1].text, format: format, now: now),
            let dropped = parts[5].outgoingKeys
        else { throw SlotStoreError(.unknown, .unreadableAnswer) }
        self.verdict = verdict
        self.stands = stands
        version = parts[3].bytes.flatMap(Version.init(text:))
        graceEnd = parts[4].bytes.flatMap(WallTime.init(millisecondsText:))
        self.dropped = dropped
    }
}

extension SlotReading {
    /// Nil for an answer of the wrong shape, not for a slot of the wrong type.
    init?(_ content: RedisReply, type: String?, format: SlotFormat, now: WallTime) {
        switch (type, format, content) {
        case ("none", _, _): self = .absent
        case ("hash", .fenced, _):
            guard let hash = content.strings else { return nil }
            self.init(hash: hash, now: now)
        case ("string", .plain, .string(let text)): self.init(plain: text)
        case (nil, _, _): return nil
        default: self = .malformed(.wrongType)
        }
    }
}

extension RedisReply {
    var bytes: [UInt8]? {
        guard case .string(let bytes) = self else { return nil }
        return bytes
    }

    /// The text of a status or string.
    var text: String? {
        if case .status(let text) = self { return text }
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Nil unless it is an array of nothing but strings.
    var strings: [[UInt8]]? {
        guard case .array(let parts) = self else { return nil }
        let strings = parts.compactMap(\.bytes)
        return strings.count == parts.count ? strings : nil
    }

    /// Ends and values by turns.
    fileprivate var outgoingKeys: [OutgoingKey]? {
        guard let texts = strings, texts.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: texts.count, by: 2).compactMap { index in
            WallTime(millisecondsText: texts[index]).map {
                OutgoingKey(value: Secret(bytes: texts[index + 1]), end: $0)
            }
        }
    }
}

extension Version {
    /// `E:N`, as scripts and logs write it.
    init?(text: [UInt8]) {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, let epoch = Epoch(text: parts[0]), let nonce = Nonce(text: parts[1]) else { return nil }
        self.init(epoch: epoch, nonce: nonce)
    }
}

extension WallTime {
    /// Unix milliseconds in decimal, as far as nanoseconds can hold them.
    init?(millisecondsText text: [UInt8]) {
        guard let number = Epoch(text: text)?.number, number <= UInt64(Int64.max) / 1_000_000 else { return nil }
        self.init(milliseconds: Int64(number))
    }
}

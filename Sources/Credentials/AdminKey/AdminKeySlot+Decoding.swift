extension AdminKeySlot {
    /// Parses all of a record, or says why it is none; there is no half of a record to adopt.
    init(_ texts: SlotTexts, now: WallTime) throws(SlotFlaw) {
        guard let epoch = Epoch(text: texts[.epoch]), let nonce = Nonce(text: texts[.nonce]),
            let author = SlotAuthor(rawValue: String(decoding: texts[.author], as: UTF8.self)),
            let fingerprintKey = FingerprintKey(hex: texts[.fingerprintKey])
        else { throw .badField }
        guard !epoch.isPoisoned(at: now) else { throw .damage(.poisonedEpoch) }
        self.init(
            version: Version(epoch: epoch, nonce: nonce),
            value: try Self.value(texts[.value], by: author),
            outgoing: try Self.outgoing(texts[.outgoing]), previous: try Self.previous(texts[.previous]),
            author: author, fingerprintKey: fingerprintKey)
    }

    /// True when the epoch is more than 24 h ahead of `now`.
    public func isPoisoned(at now: WallTime) -> Bool { version.epoch.isPoisoned(at: now) }

    /// No value is a statement only where a revoke is named as its author, and the scripts go on naming it when they
    /// repair such a record or end its grace. Anywhere else it is a damaged slot without an opinion; else whoever
    /// emptied a repaired record would lock the whole fleet.
    private static func value(_ text: ArraySlice<UInt8>, by author: SlotAuthor) throws(SlotFlaw) -> Secret? {
        switch AdminKeyText(raw: text) {
        case .value where author == .revoke: throw .badField
        case .value(let secret): return secret
        case .malformed(let damage): throw .damage(damage)
        case .blank:
            guard text.isEmpty, author == .revoke else { throw .blank }
            return nil
        }
    }

    private static func outgoing(_ text: ArraySlice<UInt8>) throws(SlotFlaw) -> [OutgoingKey] {
        guard !text.isEmpty else { return [] }
        let entries = text.split(
            separator: 0x0A, maxSplits: maximumOutgoing, omittingEmptySubsequences: false)
        guard entries.count <= maximumOutgoing else { throw .badField }
        var keys: [OutgoingKey] = []
        for entry in entries {
            guard let key = OutgoingKey(text: entry) else { throw .badField }
            keys.append(key)
        }
        return keys
    }

    private static func previous(_ text: ArraySlice<UInt8>) throws(SlotFlaw) -> Version? {
        guard !text.isEmpty else { return nil }
        let parts = text.split(separator: 0x3A, omittingEmptySubsequences: false)
        guard parts.count == 2, let epoch = Epoch(text: parts[0]), let nonce = Nonce(text: parts[1])
        else {
            throw .badField
        }
        return Version(epoch: epoch, nonce: nonce)
    }
}

extension Epoch {
    /// A number more than 24 h ahead would block every later rotation: nobody adopts it, and a writer may overwrite it.
    func isPoisoned(at now: WallTime) -> Bool {
        number > UInt64(max(0, now.milliseconds)) + 86_400_000
    }
}

extension OutgoingKey {
    /// Nil unless the text is `END_MS VALUE`, with an end that nanoseconds can hold and a value without white space.
    fileprivate init?(text: ArraySlice<UInt8>) {
        guard let space = text.firstIndex(of: 0x20), let end = Epoch(text: text[..<space]),
            end.number <= UInt64(Int64.max) / 1_000_000
        else { return nil }
        let rest = text[(space + 1)...]
        guard case .value(let value) = AdminKeyText(raw: rest), value.count == rest.count else {
            return nil
        }
        self.init(value: value, end: WallTime(milliseconds: Int64(end.number)))
    }
}

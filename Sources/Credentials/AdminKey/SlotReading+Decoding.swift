extension SlotReading {
    /// Reads the reply of HGETALL on a fenced slot: names and values by turns, nothing at all when it is absent.
    public init(hash: [[UInt8]], now: WallTime) {
        guard !hash.isEmpty else {
            self = .absent
            return
        }
        self.init(SlotTexts(hash: hash), now: now)
    }

    /// Reads the seven values of a fenced slot in the order of ``SlotField``, as HMGET or a script returns them; all
    /// missing means that the slot is absent.
    public init(values: [[UInt8]?], now: WallTime) {
        guard values.contains(where: { $0 != nil }) else {
            self = .absent
            return
        }
        self.init(SlotTexts(values: values.map { ($0 ?? [])[...] }), now: now)
    }

    /// Reads a message of a fenced slot's channel; it never means absent.
    public init(message: [UInt8], now: WallTime) {
        self.init(SlotTexts(values: message.split(separator: 0x09, omittingEmptySubsequences: false)), now: now)
    }

    /// Reads the reply of GET on a plain slot, nil when it is absent.
    public init(plain text: [UInt8]?) {
        guard let text else {
            self = .absent
            return
        }
        switch AdminKeyText(raw: text) {
        case .value(let secret): self = .plain(secret)
        case .blank: self = .blank
        case .malformed(let damage): self = .malformed(damage)
        }
    }

    private init(_ texts: SlotTexts?, now: WallTime) {
        guard let texts else {
            self = .malformed(.badField)
            return
        }
        do throws(SlotFlaw) {
            self = .fenced(try AdminKeySlot(texts, now: now))
        } catch {
            switch error {
            case .blank: self = .blank
            case .damage(let damage): self = .malformed(damage)
            }
        }
    }
}

/// Why texts are no record.
enum SlotFlaw: Error {
    case blank
    case damage(SlotDamage)
    static let badField = SlotFlaw.damage(.badField)
}

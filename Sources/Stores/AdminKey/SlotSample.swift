import Credentials

/// What the coordinator saw in the slot at one instant: enough to hold it against the slot's log, damaged or not.
package struct SlotSample: Equatable, Sendable {
    package enum Content: Equatable, Sendable {
        case absent, good, blank
        case malformed(SlotDamage)
    }

    package let content: Content
    /// As far as it can be read: of a poisoned record too, and never of a plain slot.
    package let version: Version?
    /// As far as it can be read, for its fingerprint; nil after a revoke.
    package let value: Secret?

    package init(content: Content, version: Version?, value: Secret?) {
        self.content = content
        self.version = version
        self.value = value
    }
}

extension SlotSample {
    static let wrongType = SlotSample(content: .malformed(.wrongType), version: nil, value: nil)

    init(hash: [[UInt8]], now: WallTime) {
        let texts = Dictionary(
            stride(from: 0, to: hash.count - 1, by: 2).map { (hash[$0], hash[$0 + 1]) }, uniquingKeysWith: { $1 })
        func text(_ field: SlotField) -> [UInt8] { texts[Array(field.rawValue.utf8)] ?? [] }
        let epoch = Epoch(text: text(.epoch))
        let nonce = Nonce(text: text(.nonce))
        self.init(
            content: Content(SlotReading(hash: hash, now: now)),
            version: epoch.flatMap { epoch in nonce.map { Version(epoch: epoch, nonce: $0) } },
            value: Self.value(of: text(.value)))
    }

    init(plain text: [UInt8]?) {
        self.init(
            content: Content(SlotReading(plain: text)), version: nil, value: text.flatMap(Self.value))
    }

    private static func value(of text: [UInt8]) -> Secret? {
        guard case .value(let value) = AdminKeyText(raw: text) else { return nil }
        return value
    }
}

extension SlotSample.Content {
    init(_ reading: SlotReading) {
        switch reading {
        case .fenced, .plain: self = .good
        case .absent: self = .absent
        case .blank: self = .blank
        case .malformed(let damage): self = .malformed(damage)
        }
    }
}

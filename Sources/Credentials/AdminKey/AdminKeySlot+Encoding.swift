extension AdminKeySlot {
    /// The seven fields as text, in the order of ``SlotField``: a script's arguments. A value that is not there is
    /// empty text.
    public var values: [[UInt8]] { SlotField.allCases.map(text) }

    /// Names and values by turns: what HSET takes and HGETALL returns.
    public var hash: [[UInt8]] {
        SlotField.allCases.flatMap { [Array($0.rawValue.utf8), text(of: $0)] }
    }

    /// What is published when the slot changes: the seven fields, joined by tabs.
    public var message: [UInt8] { Array(values.joined(separator: [0x09])) }

    private func text(of field: SlotField) -> [UInt8] {
        switch field {
        case .epoch: Array(version.epoch.description.utf8)
        case .nonce: Array(version.nonce.description.utf8)
        case .value: value.map { $0.withBytes { $0 } } ?? []
        case .outgoing: Array(outgoing.map(\.text).joined(separator: [0x0A]))
        case .previous: previous.map { Array($0.description.utf8) } ?? []
        case .author: Array(author.rawValue.utf8)
        case .fingerprintKey: Array(fingerprintKey.hex.utf8)
        }
    }
}

extension OutgoingKey {
    /// Whole milliseconds; what a script fixed has no finer part.
    fileprivate var text: [UInt8] { value.withBytes { Array("\(end.milliseconds) ".utf8) + $0 } }
}

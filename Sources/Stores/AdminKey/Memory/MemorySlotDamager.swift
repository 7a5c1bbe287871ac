import Credentials

/// Harms a memory slot.
package final class MemorySlotDamager: SlotDamager {
    private let slot: MemorySlot
    private let format: SlotFormat

    package init(_ slot: MemorySlot, format: SlotFormat) {
        self.slot = slot
        self.format = format
    }

    package func delete(_ done: @escaping SlotAnswer<Bool>) {
        let wasThere = slot.content != .absent
        slot.content = .absent
        done(.success(wasThere))
    }

    package func corrupt(_ harm: SlotHarm, _ done: @escaping SlotAnswer<Bool>) {
        guard format == .fenced || harm != .poisonedEpoch else { return done(.failure(.unsupported)) }
        guard let content = harmed(by: harm) else { return done(.success(false)) }
        slot.content = content
        done(.success(true))
    }

    private func harmed(by harm: SlotHarm) -> MemorySlot.Content? {
        if harm == .wrongType { return .otherType }
        guard format == .fenced else { return text(harm).map(MemorySlot.Content.text) }
        var fields = fields
        if harm == .poisonedEpoch {
            fields["e"] = Array(String(slot.now.milliseconds + 48 * 3_600_000).utf8)
        } else {
            guard let text = text(harm) else { return nil }
            fields["v"] = text
            if harm != .padded { fields["by"] = Array("rotate".utf8) }
        }
        return .hash(fields.sorted { $0.key < $1.key }.flatMap { [Array($0.key.utf8), $0.value] })
    }

    private func text(_ harm: SlotHarm) -> [UInt8]? {
        switch harm {
        case .empty: []
        case .blank: Array(" \t\n ".utf8)
        case .huge: [UInt8](repeating: UInt8(ascii: "x"), count: 5000)
        case .padded: value.map { Array(" \t".utf8) + $0 + Array("\n ".utf8) }
        case .wrongType, .poisonedEpoch: nil
        }
    }

    private var value: [UInt8]? {
        let sample = slot.sample(format, at: slot.now)
        return format == .fenced && sample.content == .absent ? fields["v"] : sample.value?.bytes
    }

    /// What stands there, or a record of epoch 0.
    private var fields: [String: [UInt8]] {
        guard case .hash(let hash) = slot.content else {
            return [
                "e": "0", "n": String(repeating: "0", count: 16), "v": "nobody", "by": "bootstrap",
                "k": String(repeating: "0", count: 32),
            ].mapValues { Array($0.utf8) }
        }
        let pairs = stride(from: 0, to: hash.count - 1, by: 2).map {
            (String(decoding: hash[$0], as: UTF8.self), hash[$0 + 1])
        }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }
}

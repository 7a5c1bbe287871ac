import Credentials
import Testing

struct SlotFuzzTests {
    static let now = WallTime(milliseconds: 1_700_000_000_000)

    @Test(arguments: [UInt64(1), 2, 3])
    func `every record survives its texts`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let slot = randomSlot(&generator)
            #expect(SlotReading(hash: slot.hash, now: Self.now) == .fenced(slot))
            #expect(SlotReading(values: slot.values, now: Self.now) == .fenced(slot))
            #expect(SlotReading(message: slot.message, now: Self.now) == .fenced(slot))
        }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `damaged texts never crash, and what is still read is a record that survives its own texts`(
        seed: UInt64
    ) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            var bytes = randomSlot(&generator).message
            for _ in 0..<Int.random(in: 1...3, using: &generator) { damage(&bytes, &generator) }
            if case .fenced(let slot) = SlotReading(message: bytes, now: Self.now) {
                #expect(SlotReading(message: slot.message, now: Self.now) == .fenced(slot))
            }
        }
    }

    @Test func `random bytes are never a record and never crash`() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<5_000 {
            let pieces = (0..<Int.random(in: 0...16, using: &generator)).map { _ in
                randomBytes(&generator)
            }
            for reading in [
                SlotReading(hash: pieces, now: Self.now), SlotReading(values: pieces, now: Self.now),
                SlotReading(message: Array(pieces.joined(separator: [0x09])), now: Self.now),
            ] {
                if case .fenced = reading { Issue.record("a record from random bytes") }
            }
            _ = SlotReading(plain: pieces.first)
        }
    }

    private func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard let index = bytes.indices.randomElement(using: &generator) else { return }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[index] = .random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: index)
        case 2:
            bytes.insert(
                [0x09, 0x0A, 0x20, 0x30, 0x39][Int.random(in: 0..<5, using: &generator)], at: index)
        default: bytes.removeSubrange(index...)
        }
    }

    private func randomBytes(_ generator: inout SeededGenerator) -> [UInt8] {
        let alphabet = Array("env opbyk0123456789abcdef\t\n :".utf8) + [0, 255]
        return (0..<Int.random(in: 0...20, using: &generator)).compactMap { _ in
            alphabet.randomElement(using: &generator)
        }
    }

    private func randomSlot(_ generator: inout SeededGenerator) -> AdminKeySlot {
        let author =
            [SlotAuthor.bootstrap, .rotate, .revoke, .repair, .endGrace].randomElement(using: &generator)
            ?? .rotate
        let lacks = author == .revoke
        let outgoing = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            OutgoingKey(
                value: randomValue(&generator),
                end: WallTime(milliseconds: .random(in: 0...9_000_000_000_000, using: &generator)))
        }
        return AdminKeySlot(
            version: randomVersion(&generator), value: lacks ? nil : randomValue(&generator),
            outgoing: outgoing,
            previous: Bool.random(using: &generator) ? randomVersion(&generator) : nil, author: author,
            fingerprintKey: .random())
    }

    private func randomVersion(_ generator: inout SeededGenerator) -> Version {
        let epoch = Epoch(.random(in: 0...1_700_000_000_000, using: &generator)) ?? .zero
        return Version(epoch: epoch, nonce: Nonce(bits: generator.next()))
    }

    private func randomValue(_ generator: inout SeededGenerator) -> Secret {
        Secret(
            bytes: (0..<Int.random(in: 1...80, using: &generator)).map { _ in
                var byte = UInt8.random(in: 0x21...0xFF, using: &generator)
                if byte == 0x7F { byte = 0x80 }
                return byte
            })
    }
}

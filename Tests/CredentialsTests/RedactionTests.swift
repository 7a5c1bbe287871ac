import Credentials
import Testing

/// V9: nothing prints a secret, whichever way it is asked.
struct RedactionTests {
    static let secret = Secret(text: "hunter2hunter2")
    static let key = FingerprintKey(hex: Array("68756e7465723268756e74657232687a".utf8)) ?? .random()

    @Test func `no description, dump or interpolation shows a secret`() {
        let outgoing = OutgoingKey(value: Self.secret, end: WallTime(milliseconds: 1))
        let version = Version(epoch: .zero, nonce: Nonce(bits: 1))
        let slot = AdminKeySlot(
            version: version, value: Self.secret, outgoing: [outgoing], previous: nil, author: .rotate,
            fingerprintKey: Self.key)
        let values: [Any] = [
            Self.secret, outgoing, slot, SlotReading.fenced(slot), SlotReading.plain(Self.secret),
            AdminKeyText.value(Self.secret), KeySpellings(of: Self.secret), Self.key,
            KeyTable(current: Self.secret, outgoing: [outgoing], internalToken: Self.secret),
        ]
        for value in values { #expect(!shows(value)) }
    }

    @Test func `a fingerprint key survives its text`() {
        for _ in 0..<50 {
            let key = FingerprintKey.random()
            #expect(FingerprintKey(hex: Array(key.hex.utf8)) == key)
        }
    }

    /// As text, as hex, and as the numbers of its bytes.
    private func shows(_ value: Any) -> Bool {
        var dumped = ""
        dump(value, to: &dumped)
        let all = "\(value) \(String(reflecting: value)) \(dumped)"
        return ["hunter2", "68756e74", "104, 117", "- 104"]
            .contains { all.contains($0) }
    }
}

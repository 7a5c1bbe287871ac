import Credentials
import Stores

/// What stands in the slot, without a secret.
package struct SlotView: Equatable, Sendable, Encodable {
    package struct Outgoing: Equatable, Sendable, Encodable {
        package let fingerprint: String
        package let until: String
    }

    package let version: String
    /// Who wrote it: bootstrap, rotate, revoke, repair, end-grace.
    package let by: String
    /// Nil after a revoke.
    package let fingerprint: String?
    package let outgoing: [Outgoing]

    init(_ slot: AdminKeySlot, now: WallTime) {
        let fingerprinter = Fingerprinter(key: slot.fingerprintKey)
        version = slot.version.description
        by = slot.author.rawValue
        fingerprint = slot.value.map { fingerprinter.fingerprint(of: $0).description }
        // After a revoke nothing is accepted, whatever the list says.
        outgoing =
            slot.value == nil
            ? []
            : slot.outgoing.filter { now < $0.end }.map {
                Outgoing(fingerprint: fingerprinter.fingerprint(of: $0.value).description, until: $0.end.utcText)
            }
    }

    package var text: String {
        let inForce = fingerprint ?? "none: every admin key is refused"
        let rows = outgoing.map { "outgoing     \($0.fingerprint) until \($0.until)" }
        return (["in force     \(inForce)", "version      \(version) by \(by)"] + rows).joined(separator: "\n")
    }
}

extension OperatorSession {
    /// Looks at the slot.
    package func slotView() async throws(OperatorError) -> SlotView {
        switch try await read({ done in slot.read(done) }) as SlotReading {
        case .fenced(let slot): return SlotView(slot, now: .system)
        case .plain: throw OperatorError(.refused, .failed, "a plain slot has no key for fingerprints")
        case .absent: throw OperatorError(.refused, .failed, "no admin key stands in the slot")
        case .blank: throw OperatorError(.refused, .failed, "the slot is damaged: its value is empty")
        case .malformed(let damage):
            throw OperatorError(.refused, .failed, "the slot is damaged: \(damage.rawValue)")
        }
    }
}

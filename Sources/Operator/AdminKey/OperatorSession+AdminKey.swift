import Credentials
import Stores

extension OperatorSession {
    /// Makes a change of the admin key.
    ///
    /// - Parameters:
    ///   - floor: the highest epoch that any replica says it holds; a new primary's clock may be behind it.
    ///   - overwrites: also what is no slot of this format at all.
    package func change(
        _ order: AdminKeyOrder, floor: Epoch, overwrites: Bool = false
    ) async throws(OperatorError) -> AdminKeyAcknowledgement {
        let stands = try await read { done in slot.read(done) }
        if stands == .malformed(.wrongType), !overwrites { throw .foreignSlot(slot.format) }
        // The scripts keep the slot's own key; a new one counts only when there is none.
        let key = stands.fingerprintKey ?? .random()
        var identity = ChangeIdentity(nonce: Nonce(bits: .random(in: .min ... .max)), floor: floor)
        let change: SlotChange = try await persist { isFirst, done in
            identity.isFirstAttempt = isFirst
            send(order, identity, key, done)
        }
        return try acknowledgement(of: order, change)
    }

    private func send(
        _ order: AdminKeyOrder, _ identity: ChangeIdentity, _ key: FingerprintKey,
        _ done: @escaping SlotAnswer<SlotChange>
    ) {
        switch order {
        case .rotate(let value, let grace):
            let request = SlotRotation(
                value: value, identity: identity, graceNanoseconds: grace, fingerprintKey: key,
                fingerprint: Fingerprint(of: value, key: key))
            slot.rotate(request, done)
        case .revoke: slot.revoke(SlotRevocation(identity: identity, fingerprintKey: key), done)
        // What it falls back on if the log does not know the value's; the value is not ours to know.
        case .endGrace: slot.endGrace(identity, fingerprint: nil, done)
        }
    }

    private func acknowledgement(
        of order: AdminKeyOrder, _ change: SlotChange
    ) throws(OperatorError) -> AdminKeyAcknowledgement {
        switch change.effect {
        case .wrote, .alreadyDone: break
        case .superseded: throw .superseded(by: change.stands)
        case .left, .conflict:
            throw OperatorError(.refused, .failed, "there is no sound record in the slot whose grace could be ended")
        }
        return AdminKeyAcknowledgement(
            order: order.name, version: slot.format == .fenced ? change.version : nil,
            fingerprint: change.stands.fingerprint, graceEnd: change.graceEnd, dropped: change.dropped.count,
            madeBy: WallTime(milliseconds: Int64(clamping: change.version?.epoch.number ?? .max)))
    }
}

extension SlotReading {
    /// The key of the fingerprints of a good record.
    package var fingerprintKey: FingerprintKey? {
        if case .fenced(let slot) = self { slot.fingerprintKey } else { nil }
    }

    /// Of the value in force.
    package var fingerprint: Fingerprint? {
        guard case .fenced(let slot) = self else { return nil }
        return slot.value.map { Fingerprint(of: $0, key: slot.fingerprintKey) }
    }
}

extension OperatorError {
    static func foreignSlot(_ format: SlotFormat) -> OperatorError {
        let hint =
            switch format {
            case .fenced: "a plain slot takes --slot plain"
            case .plain: "a fenced slot takes --slot fenced"
            }
        return OperatorError(
            .refused, .failed,
            "what stands in the slot is no \(format.rawValue) slot; nothing was written (\(hint); --overwrite replaces it)"
        )
    }

    /// What is in force instead is told by its fingerprint.
    static func superseded(by stands: SlotReading) -> OperatorError {
        let what =
            switch stands {
            case .fenced(let slot):
                if let fingerprint = stands.fingerprint {
                    "the key \(fingerprint) of version \(slot.version) (\(slot.author.rawValue))"
                } else {
                    "version \(slot.version) (\(slot.author.rawValue)), which holds no key"
                }
            case .plain: "another key"
            case .absent: "nothing"
            case .blank, .malformed: "a damaged record"
            }
        return OperatorError(.refused, .superseded, "it was done, and then superseded: in force is \(what)")
    }
}

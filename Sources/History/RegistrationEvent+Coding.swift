/// RegistrationEvent -> Record -> RegistrationEvent, over the same fields; `subject` is the registration.
extension Record {
    mutating func encode(_ event: RegistrationEvent) {
        switch event {
        case .ledger(
            let id, let client, let state, let isAnswered, let registeredAt, let secretEnds, let uses, let refused):
            set(
                .registrationLedger, subject: id.subject, UInt64(state.rawValue) | (isAnswered ? 1 : 0) << 8,
                client.bits, registeredAt, secretEnds, UInt64(uses) | UInt64(refused) << 32)
        case .row(let id, let client, let state, let generation, let life, let called, let node):
            // A fingerprint has 48 bits: state and node stand above them.
            set(
                .registrationRow, subject: id.subject,
                client.bits | UInt64(state.rawValue) << 48 | UInt64(node.number) << 56, generation,
                UInt64(bitPattern: life), called)
        case .listed(let id, let client): set(.registrationListed, subject: id.subject, client.bits)
        case .shown(let id, let life, let result, let called):
            set(
                .registrationShown, subject: id.subject, UInt64(result.rawValue),
                UInt64(life.replica.number) | UInt64(life.incarnation.number) << 32, called)
        default: encodeReplica(event)
        }
    }

    private mutating func encodeReplica(_ event: RegistrationEvent) {
        switch event {
        case .used(let id, let client, let version, let secretEnds):
            set(.registrationUsed, subject: id.subject, client.bits, version.epoch, version.nonce, secretEnds)
        case .requested(let id, let call, let number):
            set(.registrationRequested, subject: id.subject, UInt64(call.rawValue), UInt64(number))
        case .answered(let id, let call, let number, let status, let client, let isOutcomeUnknown):
            set(
                .registrationAnswered, subject: id.subject, UInt64(call.rawValue), UInt64(number), UInt64(status),
                client.bits, isOutcomeUnknown ? 1 : 0)
        case .lease(let id, let change, let fence):
            set(.leaseChanged, subject: id.subject, UInt64(change.rawValue), fence)
        case .stored(let id, let client, let outcome, let version, let isPutBack):
            set(
                .registrationStored, subject: id.subject, UInt64(outcome.rawValue) | (isPutBack ? 1 : 0) << 8,
                client.bits, version.epoch, version.nonce)
        case .withdrew(let id, let client): set(.registrationWithdrawn, subject: id.subject, client.bits)
        case .leaked(let id, let client, let status):
            set(.registrationLeaked, subject: id.subject, client.bits, UInt64(status))
        case .failed(let id, let step): set(.registrationFailed, subject: id.subject, UInt64(step.rawValue))
        default: preconditionFailure("an event that no process writes")
        }
    }

    func registrationEvent(_ kind: RecordKind) -> RegistrationEvent? {
        guard let number = UInt16(exactly: subject) else { return nil }
        let id = RegistrationID(number)
        switch kind {
        case .registrationLedger:
            guard a >> 16 == 0, let state = tag(a & 0xFF, of: LedgerState.self), let isAnswered = flag(a >> 8),
                let uses = u32(e & 0xFFFF_FFFF), let refused = u32(e >> 32)
            else { return nil }
            return .ledger(
                id, client: FingerprintBits(b), state, isAnswered: isAnswered, registeredAt: c, secretEnds: d,
                uses: uses, refusedUses: refused)
        case .registrationRow:
            guard let state = tag(a >> 48 & 0xFF, of: RowState.self) else { return nil }
            return .row(
                id, client: FingerprintBits(a & 0xFFFF_FFFF_FFFF), state, generation: b,
                life: Int64(bitPattern: c), called: d, node: NodeID(UInt8(truncatingIfNeeded: a >> 56)))
        case .registrationListed: return .listed(id, client: FingerprintBits(a))
        case .registrationShown:
            guard let result = tag(a, of: ShownResult.self), let replica = u32(b & 0xFFFF_FFFF),
                let incarnation = UInt16(exactly: b >> 32)
            else { return nil }
            return .shown(id, Life(ReplicaID(replica), Incarnation(incarnation)), result, called: c)
        default: return replicaRegistrationEvent(kind, id)
        }
    }

    private func replicaRegistrationEvent(_ kind: RecordKind, _ id: RegistrationID) -> RegistrationEvent? {
        switch kind {
        case .registrationUsed:
            return .used(id, client: FingerprintBits(a), version: stamp(b, c), secretEnds: d)
        case .registrationRequested:
            guard let call = tag(a, of: RegistrationCall.self), let number = u32(b) else { return nil }
            return .requested(id, call, number: number)
        case .registrationAnswered:
            guard let call = tag(a, of: RegistrationCall.self), let number = u32(b), let status = UInt16(exactly: c),
                let isUnknown = flag(e)
            else { return nil }
            return .answered(
                id, call, number: number, status: status, client: FingerprintBits(d), isOutcomeUnknown: isUnknown)
        case .leaseChanged: return tag(a, of: LeaseChange.self).map { .lease(id, $0, fence: b) }
        case .registrationStored:
            guard a >> 16 == 0, let outcome = tag(a & 0xFF, of: PutOutcome.self), let isPutBack = flag(a >> 8) else {
                return nil
            }
            return .stored(
                id, client: FingerprintBits(b), outcome, version: stamp(c, d), isPutBack: isPutBack)
        case .registrationWithdrawn: return .withdrew(id, client: FingerprintBits(a))
        case .registrationLeaked:
            return UInt16(exactly: b).map { .leaked(id, client: FingerprintBits(a), status: $0) }
        case .registrationFailed: return tag(a, of: RegistrationStep.self).map { .failed(id, $0) }
        default: return nil
        }
    }
}

extension RegistrationID {
    fileprivate var subject: UInt32 { UInt32(number) }
}

import Credentials

/// The fenced slot's rules, in Swift (specs/versions.md sections 1 to 4).
extension MemorySlot {
    private var standing: StandingRecord { StandingRecord(content, now: now) }

    func bootstrap(_ request: SlotBootstrap, value: Secret, client: String) -> SlotChange {
        let version = Version(epoch: .zero, nonce: request.nonce)
        if standing.slot?.version.nonce == request.nonce { return left(.alreadyDone, standing.slot?.version) }
        guard content == .absent else { return left(.left) }
        let slot = AdminKeySlot(
            version: version, value: value, outgoing: [], previous: nil, author: .bootstrap,
            fingerprintKey: request.fingerprintKey)
        return write(slot, by: .bootstrap, request.fingerprint.bits, client)
    }

    func repair(_ record: AdminKeySlot, fingerprint: Fingerprint?, client: String) -> SlotChange {
        guard record.version.epoch > .zero, !record.isPoisoned(at: now) else { return left(.left) }
        switch standing.reading {
        case .fenced(let slot) where slot.version == record.version && slot.value != record.value:
            return left(.conflict)
        case .fenced(let slot) where slot.version < record.version: break
        case .absent: break
        default: return left(.left)
        }
        let slot = AdminKeySlot(
            version: record.version, value: record.value, outgoing: record.outgoing, previous: record.previous,
            author: record.value == nil ? .revoke : .repair, fingerprintKey: record.fingerprintKey)
        return write(slot, by: .repair, fingerprint?.bits, client)
    }

    func rotate(_ request: SlotRotation, value: Secret, client: String) -> SlotChange {
        let grace = request.graceMilliseconds
        let newest = grace > 0 ? standing.slot?.outgoing.last?.end : nil
        if let done = before(request.identity, graceEnd: newest) { return done }
        let list = GraceList(after: standing.slot, rotatedTo: value, graceMilliseconds: grace, now: now)
        let slot = next(
            request.identity, value: value, outgoing: list.keys, author: .rotate, key: request.fingerprintKey)
        return write(slot, by: .rotate, request.fingerprint.bits, client, graceEnd: list.end, dropped: list.dropped)
    }

    func revoke(_ request: SlotRevocation, client: String) -> SlotChange {
        if let done = before(request.identity) { return done }
        let slot = next(request.identity, value: nil, outgoing: [], author: .revoke, key: request.fingerprintKey)
        return write(slot, by: .revoke, nil, client)
    }

    func endGrace(_ identity: ChangeIdentity, fingerprint: Fingerprint?, client: String) -> SlotChange {
        if let done = before(identity) { return done }
        guard let stands = standing.slot else { return left(.left) }
        let slot = next(
            identity, value: stands.value, outgoing: [], author: stands.value == nil ? .revoke : .endGrace,
            key: stands.fingerprintKey)
        let known = log.last { $0.version.nonce == stands.version.nonce }
        return write(slot, by: .endGrace, known?.fingerprintBits ?? fingerprint?.bits, client)
    }

    private func next(
        _ identity: ChangeIdentity, value: Secret?, outgoing: [OutgoingKey], author: SlotAuthor, key: FingerprintKey
    ) -> AdminKeySlot {
        let standing = standing
        return AdminKeySlot(
            version: Version(epoch: standing.nextEpoch(floor: identity.floor, now: now), nonce: identity.nonce),
            value: value, outgoing: outgoing, previous: standing.version, author: author,
            fingerprintKey: standing.fingerprintKey ?? key)
    }

    private func before(_ identity: ChangeIdentity, graceEnd: WallTime? = nil) -> SlotChange? {
        let stands = standing.slot?.version
        if stands?.nonce == identity.nonce { return left(.alreadyDone, stands, graceEnd: graceEnd) }
        guard !identity.isFirstAttempt, let done = loggedVersion(of: identity.nonce) else { return nil }
        return left(content == .absent ? .alreadyDone : .superseded, done)
    }

    private func left(_ effect: SlotChange.Effect, _ version: Version? = nil, graceEnd: WallTime? = nil) -> SlotChange {
        SlotChange(effect: effect, stands: standing.reading, version: version, graceEnd: graceEnd)
    }

    private func write(
        _ slot: AdminKeySlot, by author: SlotLogEntry.Author, _ fingerprintBits: UInt64?, _ client: String,
        graceEnd: WallTime? = nil, dropped: [OutgoingKey] = []
    ) -> SlotChange {
        append(slot.version, fingerprintBits: fingerprintBits ?? 0, by: author, client: client)
        content = .hash(slot.hash)
        publish(slot.message)
        return SlotChange(
            effect: .wrote, stands: .fenced(slot), version: slot.version, graceEnd: graceEnd, dropped: dropped)
    }
}

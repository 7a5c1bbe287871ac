/// Record -> Event. Total: an unknown kind, or a value that its kind cannot have, is nil, never a trap.
extension Record {
    package var event: Event? {
        guard let kind = RecordKind(rawValue: kind) else { return nil }
        switch kind {
        case .runBegan:
            return u32(c).map { .runBegan(wallOffset: Int64(bitPattern: a), seed: b, replicas: $0) }
        case .runEnded: return flag(b).map { .runEnded(wallOffset: Int64(bitPattern: a), interrupted: $0) }
        case .credentialNamed: return credentialNamed
        case .fleetReady: return u32(a).map { .fleetReady(replicas: $0) }
        case .stepBegan: return .stepBegan(step: subject, planned: a)
        case .stepEnded: return tag(a, of: Outcome.self).map { .stepEnded(step: subject, outcome: $0) }
        case .operationInvoked: return operationInvoked
        case .operationEnded: return operationEnded
        case .slotRead: return slotRead
        case .slotLogged: return slotLogged
        default: return observation(kind)
        }
    }

    /// The run of a record whose kind is `probeRun`, without a look at anything else: the fast path of the checks.
    @inlinable package var uncheckedProbeRun: ProbeRun {
        ProbeRun(
            credential: CredentialID(subject), verdict: e >> 32 & 1 == 1 ? .accepted : .refused, firstCall: a,
            firstReturn: b, lastCall: c, lastReturn: time, count: UInt32(truncatingIfNeeded: e), longestGap: d)
    }

    private func observation(_ kind: RecordKind) -> Event? {
        switch kind {
        case .heldBegan: return held.map { .heldBegan($0, why: $1, hold: $2) }
        case .heldEnded: return held.map { .heldEnded($0, why: $1, hold: $2) }
        case .faultProved: return tag(a, of: FaultProof.self).map { .faultProved(step: subject, proof: $0) }
        case .outsideProbe: return outsideProbe
        case .inventory: return inventory
        case .redisClients: return redisClients
        case .roleChanged: return roleChanged
        case .sentinelSaid: return sentinelSaid
        case .slotLogForeign: return slotLogForeign
        case .keyRead: return keyRead
        case .leftover: return leftover
        case .awaitEnded: return awaitEnded
        case .processForked: return process.map { .processForked($0, $1, pid: $2) }
        case .processExited:
            guard let (role, life, pid) = process, let status = u32(c) else { return nil }
            return .processExited(role, life, pid: pid, status: Int32(bitPattern: status))
        default: return replicaEvent(kind)
        }
    }

    private func replicaEvent(_ kind: RecordKind) -> Event? {
        switch kind {
        case .started: return started
        case .ready: return flag(a).map { .ready(effective: FingerprintBits(b), confirmed: $0) }
        case .applied: return applied
        case .probeRun: return e >> 33 == 0 ? .probeRun(uncheckedProbeRun) : nil
        case .spellingsDisagree:
            return UInt8(exactly: a).map { .spellingsDisagree(CredentialID(subject), accepted: $0, called: b) }
        case .linkChanged: return linkChanged
        case .lagged: return .lagged(from: a)
        case .gapSeen: return .gapSeen(own: stamp(a, b), announced: stamp(c, d))
        case .slotRefused: return tag(a, of: SlotRefusal.self).map { .slotRefused($0, version: stamp(b, c)) }
        case .wroteSlot: return wroteSlot
        case .probesOwed: return u32(a).map { .probesOwed($0) }
        case .clockSkewed: return .clockSkewed(offset: Int64(bitPattern: a))
        case .recovered: return .recovered(lastGood: a)
        case .staleChanged: return flag(a).map { .staleChanged(isStale: $0) }
        case .stopping: return .stopping
        case .ended: return .ended
        default: return keyEvent(kind)
        }
    }

    private func keyEvent(_ kind: RecordKind) -> Event? {
        switch kind {
        case .keyChanged: return keyChanged
        case .keysLoaded: return u32(b).map { .keysLoaded(revision: a, keys: $0) }
        case .keyGap: return .keyGap(own: a, announced: b)
        case .keysDiverged: return .keysDiverged(own: a, stands: b)
        case .keysLost: return u32(a).map { .keysLost($0) }
        case .keyWrittenBack: return .keyWrittenBack(CredentialID(subject), revision: a)
        case .keysRecovered: return .keysRecovered(lastGood: a)
        case .keysSkipped: return u32(a).map { .keysSkipped($0) }
        case .keysStale: return flag(a).map { .keysStale(isStale: $0) }
        case .routeCrossed: return .routeCrossed(CredentialID(subject), called: a)
        default: return facetEvent(kind)
        }
    }
}

extension Record {
    private func facetEvent(_ kind: RecordKind) -> Event? {
        environmentEvent(kind).map(Event.environment) ?? registrationEvent(kind).map(Event.registration)
            ?? tokenEvent(kind).map(Event.token)
    }
}

// The coordinator's and the zygote's records.
extension Record {
    private var credentialNamed: Event? {
        guard a >> 16 == 0, let kind = tag(a & 0xFF, of: CredentialKind.self),
            let origin = tag(a >> 8, of: CredentialOrigin.self)
        else { return nil }
        return .credentialNamed(CredentialID(subject), kind: kind, fingerprint: FingerprintBits(b), origin: origin)
    }

    private var operationInvoked: Event? {
        guard let kind = tag(a, of: OperationKind.self), let credential = u32(b), let step = u32(d) else { return nil }
        guard e >> 48 == 0, let replica = u32(e & 0xFFFF_FFFF) else { return nil }
        let writer = e == 0 ? nil : Life(ReplicaID(replica), Incarnation(UInt16(truncatingIfNeeded: e >> 32)))
        return .operationInvoked(
            subject, kind: kind, credential: CredentialID(credential), grace: c, step: step, writer: writer)
    }

    private var operationEnded: Event? {
        guard let (outcome, node) = placed(a, Outcome.self) else { return nil }
        return .operationEnded(
            subject, outcome: outcome, version: stamp(b, c), fingerprint: FingerprintBits(d), graceEnd: e, node: node)
    }

    private var slotRead: Event? {
        guard let (content, node) = placed(b, SlotContent.self) else { return nil }
        return .slotRead(
            called: a, content: content, version: stamp(c, d), fingerprint: FingerprintBits(e), node: node)
    }

    private var slotLogged: Event? {
        guard a >> 48 == 0, let (by, node) = placed(a & 0xFFFF_FFFF, WrittenBy.self) else { return nil }
        return .slotLogged(
            version: stamp(b, c), fingerprint: FingerprintBits(d), by: by, writer: life, redisTime: e, node: node)
    }

    private var held: (Life, HoldReason, UInt32)? {
        guard let (why, life) = tagged(HoldReason.self), let life, let hold = u32(b) else { return nil }
        return (life, why, hold)
    }

    private var outsideProbe: Event? {
        guard let (verdict, life) = tagged(ProbeRun.Verdict.self), let life, let credential = u32(b) else { return nil }
        return .outsideProbe(life, CredentialID(credential), verdict: verdict, called: c)
    }

    private var inventory: Event? {
        guard let (phase, life) = tagged(InventoryPhase.self), let life, let descriptors = u32(b), let threads = u32(c)
        else { return nil }
        return .inventory(life, phase: phase, descriptors: descriptors, threads: threads)
    }

    private var redisClients: Event? {
        guard let life = lifeAlone, let expected = u32(b), let found = u32(c) else { return nil }
        return .redisClients(life, expected: expected, found: found)
    }

    private var roleChanged: Event? {
        guard let number = UInt8(exactly: subject), let isPrimary = flag(a) else { return nil }
        return .roleChanged(NodeID(number), isPrimary: isPrimary, called: b)
    }

    private var slotLogForeign: Event? {
        guard let number = UInt8(exactly: subject), let count = u32(a) else { return nil }
        return .slotLogForeign(count: count, node: NodeID(number))
    }

    private var sentinelSaid: Event? {
        guard let sentinel = UInt8(exactly: subject), let (word, node) = placed(a, SentinelWord.self) else {
            return nil
        }
        return .sentinelSaid(word, sentinel: sentinel, node: node)
    }

    private var keyRead: Event? {
        guard let (state, node) = placed(a, KeyState.self) else { return nil }
        return .keyRead(
            CredentialID(subject), state: state, called: b, revision: c, deactivatedAt: d, node: node)
    }

    private var leftover: Event? {
        guard let kind = tag(a, of: LeftoverKind.self), let count = u32(b) else { return nil }
        return .leftover(kind, count: count)
    }

    private var awaitEnded: Event? {
        guard let met = flag(a), let missing = u32(b), let first = u32(c) else { return nil }
        let firstMissing = first == .max ? nil : ReplicaID(first)
        return .awaitEnded(step: subject, met: met, missing: missing, firstMissing: firstMissing)
    }

    private var process: (ProcessRole, Life?, Int32)? {
        guard let (role, life) = tagged(ProcessRole.self), let pid = u32(b) else { return nil }
        return (role, life, Int32(bitPattern: pid))
    }
}

// A replica's records.
extension Record {
    private var started: Event? {
        guard let pid = u32(a) else { return nil }
        return .started(
            pid: Int32(bitPattern: pid), configured: FingerprintBits(b), wallOffset: Int64(bitPattern: c))
    }

    private var applied: Event? {
        guard let path = tag(a, of: ApplyPath.self) else { return nil }
        return .applied(
            version: stamp(b, c), fingerprint: FingerprintBits(d), credential: CredentialID(subject), path: path)
    }

    private var keyChanged: Event? {
        guard let isEnabled = flag(a), let path = tag(c, of: KeyPath.self) else { return nil }
        return .keyChanged(CredentialID(subject), isEnabled: isEnabled, revision: b, path: path)
    }

    private var linkChanged: Event? {
        guard a >> 24 == 0, let role = tag(a & 0xFF, of: LinkRole.self), let isUp = flag(a >> 8 & 0xFF) else {
            return nil
        }
        return .linkChanged(role, isUp: isUp, reason: UInt8(truncatingIfNeeded: a >> 16))
    }

    private var wroteSlot: Event? {
        guard a >> 16 == 0, let by = tag(a & 0xFF, of: WrittenBy.self), let outcome = tag(a >> 8, of: Outcome.self)
        else { return nil }
        return .wroteSlot(by: by, outcome: outcome, version: stamp(b, c), fingerprint: FingerprintBits(d))
    }
}

// Words.
extension Record {
    func u32(_ word: UInt64) -> UInt32? { UInt32(exactly: word) }
    func flag(_ word: UInt64) -> Bool? { word <= 1 ? word == 1 : nil }
    func stamp(_ epoch: UInt64, _ nonce: UInt64) -> VersionStamp { VersionStamp(epoch: epoch, nonce: nonce) }

    func tag<Tag: RawRepresentable<UInt8>>(_ word: UInt64, of type: Tag.Type) -> Tag? {
        UInt8(exactly: word).flatMap(Tag.init)
    }

    /// A tag and the life that the event is about, if `subject` names one.
    func tagged<Tag: RawRepresentable<UInt8>>(_ type: Tag.Type) -> (Tag, Life?)? {
        guard a >> 48 == 0, let tag = tag(a & 0xFFFF_FFFF, of: type) else { return nil }
        return (tag, life)
    }

    func credential(_ word: UInt64) -> CredentialID? { u32(word).map(CredentialID.init) }

    /// The life that the event is about, with nothing else in its word.
    var lifeAlone: Life? { a & 0xFFFF_FFFF == 0 && a >> 48 == 0 ? life : nil }

    /// The life that the event is about, if `subject` names one.
    var life: Life? {
        subject == .max ? nil : Life(ReplicaID(subject), Incarnation(UInt16(truncatingIfNeeded: a >> 32)))
    }

    /// A tag and the node that it speaks of.
    func placed<Tag: RawRepresentable<UInt8>>(_ word: UInt64, _ type: Tag.Type) -> (Tag, NodeID)? {
        guard word >> 16 == 0, let tag = tag(word & 0xFF, of: type) else { return nil }
        return (tag, NodeID(UInt8(truncatingIfNeeded: word >> 8)))
    }
}

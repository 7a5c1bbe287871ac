/// Event -> Record. Reading back stands in `Record+Decoding.swift`; the two are tables over the same fields:
/// `subject` names whom the event is about, small values share one word (`Packed`), versions take two.
extension Record {
    /// The record of an event, without its place in a region: sequence and checksum are the writer's.
    ///
    /// A probe run's time is its last return, whenever it is written, so that a run which the next incarnation finds
    /// in a cell lies before the death of its maker.
    package init(_ event: Event, at time: UInt64, incarnation: Incarnation) {
        self.init()
        self.time = time
        self.incarnation = incarnation.number
        encodeCoordinator(event)
    }

    package init(_ run: ProbeRun, incarnation: Incarnation) {
        self.init()
        self.incarnation = incarnation.number
        set(run)
    }

    private mutating func encodeCoordinator(_ event: Event) {
        switch event {
        case .runBegan(let wallOffset, let seed, let replicas):
            set(.runBegan, UInt64(bitPattern: wallOffset), seed, UInt64(replicas))
        case .runEnded(let wallOffset, let interrupted):
            set(.runEnded, UInt64(bitPattern: wallOffset), interrupted.word)
        case .credentialNamed(let credential, let kind, let fingerprint, let origin):
            set(.credentialNamed, subject: credential.number, Packed(kind, origin).word, fingerprint.bits)
        case .fleetReady(let replicas): set(.fleetReady, UInt64(replicas))
        case .stepBegan(let step, let planned): set(.stepBegan, subject: step, planned)
        case .stepEnded(let step, let outcome): set(.stepEnded, subject: step, UInt64(outcome.rawValue))
        case .operationInvoked(let number, let kind, let credential, let grace, let step, let writer):
            set(
                .operationInvoked, subject: number, UInt64(kind.rawValue), UInt64(credential.number), grace,
                UInt64(step), Packed.writer(writer))
        case .operationEnded(let number, let outcome, let version, let fingerprint, let graceEnd, let node):
            set(
                .operationEnded, subject: number, Packed(outcome, node).word, version.epoch, version.nonce,
                fingerprint.bits, graceEnd)
        case .slotRead(let called, let content, let version, let fingerprint, let node):
            set(.slotRead, called, Packed(content, node).word, version.epoch, version.nonce, fingerprint.bits)
        case .slotLogged(let version, let fingerprint, let by, let writer, let redisTime, let node):
            set(
                .slotLogged, of: writer, Packed(by, node).word | Packed(by, writer).word, version.epoch, version.nonce,
                fingerprint.bits,
                redisTime)
        default: encodeObservation(event)
        }
    }

    private mutating func encodeObservation(_ event: Event) {
        switch event {
        case .heldBegan(let life, let why, let hold):
            set(.heldBegan, of: life, Packed(why, life).word, UInt64(hold))
        case .heldEnded(let life, let why, let hold):
            set(.heldEnded, of: life, Packed(why, life).word, UInt64(hold))
        case .faultProved(let step, let proof): set(.faultProved, subject: step, UInt64(proof.rawValue))
        case .outsideProbe(let life, let credential, let verdict, let called):
            set(.outsideProbe, of: life, Packed(verdict, life).word, UInt64(credential.number), called)
        case .inventory(let life, let phase, let descriptors, let threads):
            set(.inventory, of: life, Packed(phase, life).word, UInt64(descriptors), UInt64(threads))
        case .redisClients(let life, let expected, let found):
            set(.redisClients, of: life, Packed(life).word, UInt64(expected), UInt64(found))
        case .roleChanged(let node, let isPrimary, let called):
            set(.roleChanged, subject: UInt32(node.number), isPrimary.word, called)
        case .slotLogForeign(let count, let node):
            set(.slotLogForeign, subject: UInt32(node.number), UInt64(count))
        case .keyRead(let credential, let state, let called, let revision, let deactivatedAt, let node):
            set(.keyRead, subject: credential.number, Packed(state, node).word, called, revision, deactivatedAt)
        case .sentinelSaid(let word, let sentinel, let node):
            set(.sentinelSaid, subject: UInt32(sentinel), Packed(word, node).word)
        case .leftover(let kind, let count): set(.leftover, UInt64(kind.rawValue), UInt64(count))
        case .awaitEnded(let step, let met, let missing, let first):
            set(.awaitEnded, subject: step, met.word, UInt64(missing), UInt64(first?.number ?? .max))
        case .processForked(let role, let life, let pid):
            set(.processForked, of: life, Packed(role, life).word, UInt64(UInt32(bitPattern: pid)))
        case .processExited(let role, let life, let pid, let status):
            set(
                .processExited, of: life, Packed(role, life).word, UInt64(UInt32(bitPattern: pid)),
                UInt64(UInt32(bitPattern: status)))
        default: encodeReplica(event)
        }
    }

    private mutating func encodeReplica(_ event: Event) {
        switch event {
        case .started(let pid, let configured, let wallOffset):
            set(.started, UInt64(UInt32(bitPattern: pid)), configured.bits, UInt64(bitPattern: wallOffset))
        case .ready(let effective, let confirmed): set(.ready, confirmed.word, effective.bits)
        case .applied(let version, let fingerprint, let credential, let path):
            set(
                .applied, subject: credential.number, UInt64(path.rawValue), version.epoch, version.nonce,
                fingerprint.bits)
        case .probeRun(let run): set(run)
        case .spellingsDisagree(let credential, let accepted, let called):
            set(.spellingsDisagree, subject: credential.number, UInt64(accepted), called)
        case .linkChanged(let role, let isUp, let reason): set(.linkChanged, Packed(role, isUp, reason).word)
        case .lagged(let from): set(.lagged, from)
        case .gapSeen(let own, let announced):
            set(.gapSeen, own.epoch, own.nonce, announced.epoch, announced.nonce)
        case .slotRefused(let refusal, let version):
            set(.slotRefused, UInt64(refusal.rawValue), version.epoch, version.nonce)
        case .wroteSlot(let by, let outcome, let version, let fingerprint):
            set(.wroteSlot, Packed(by, outcome).word, version.epoch, version.nonce, fingerprint.bits)
        case .probesOwed(let count): set(.probesOwed, UInt64(count))
        case .clockSkewed(let offset): set(.clockSkewed, UInt64(bitPattern: offset))
        case .recovered(let lastGood): set(.recovered, lastGood)
        case .staleChanged(let isStale): set(.staleChanged, isStale.word)
        default: encodeKeys(event)
        }
    }

    private mutating func encodeKeys(_ event: Event) {
        switch event {
        case .keyChanged(let credential, let isEnabled, let revision, let path):
            set(.keyChanged, subject: credential.number, isEnabled.word, revision, UInt64(path.rawValue))
        case .keysLoaded(let revision, let keys): set(.keysLoaded, revision, UInt64(keys))
        case .keyGap(let own, let announced): set(.keyGap, own, announced)
        case .keysDiverged(let own, let stands): set(.keysDiverged, own, stands)
        case .keysLost(let count): set(.keysLost, UInt64(count))
        case .keyWrittenBack(let credential, let revision):
            set(.keyWrittenBack, subject: credential.number, revision)
        case .keysRecovered(let lastGood): set(.keysRecovered, lastGood)
        case .keysSkipped(let count): set(.keysSkipped, UInt64(count))
        case .keysStale(let isStale): set(.keysStale, isStale.word)
        case .routeCrossed(let credential, let called): set(.routeCrossed, subject: credential.number, called)
        case .environment(let event): encode(event)
        case .registration(let event): encode(event)
        case .token(let event): encode(event)
        case .stopping: set(.stopping)
        case .ended: set(.ended)
        default: preconditionFailure("an event that no process writes")
        }
    }

    private mutating func set(_ run: ProbeRun) {
        time = run.lastReturn
        set(
            .probeRun, subject: run.credential.number, run.firstCall, run.firstReturn, run.lastCall, run.longestGap,
            UInt64(run.count) | UInt64(run.verdict.rawValue) << 32)
    }

    mutating func set(
        _ kind: RecordKind, subject: UInt32 = .max, _ a: UInt64 = 0, _ b: UInt64 = 0, _ c: UInt64 = 0,
        _ d: UInt64 = 0, _ e: UInt64 = 0
    ) {
        self.kind = kind.rawValue
        self.subject = subject
        (self.a, self.b, self.c, self.d, self.e) = (a, b, c, d, e)
    }

    mutating func set(
        _ kind: RecordKind, of life: Life?, _ a: UInt64 = 0, _ b: UInt64 = 0, _ c: UInt64 = 0, _ d: UInt64 = 0,
        _ e: UInt64 = 0
    ) {
        set(kind, subject: life?.replica.number ?? .max, a, b, c, d, e)
    }
}

/// Small values of one event in one word: up to three bytes from below, an incarnation in bits 32 to 47.
struct Packed {
    let word: UInt64

    init(_ life: Life) { word = UInt64(life.incarnation.number) << 32 }

    /// A word that is zero for nobody: lives count from 1.
    static func writer(_ life: Life?) -> UInt64 {
        life.map { UInt64($0.replica.number) | UInt64($0.incarnation.number) << 32 } ?? 0
    }

    init<Tag: RawRepresentable<UInt8>>(_ tag: Tag, _ life: Life?) {
        word = UInt64(tag.rawValue) | UInt64(life?.incarnation.number ?? 0) << 32
    }

    init<Low: RawRepresentable<UInt8>, High: RawRepresentable<UInt8>>(_ low: Low, _ high: High) {
        word = UInt64(low.rawValue) | UInt64(high.rawValue) << 8
    }

    init<Tag: RawRepresentable<UInt8>>(_ tag: Tag, _ node: NodeID) {
        word = UInt64(tag.rawValue) | UInt64(node.number) << 8
    }

    init(_ role: LinkRole, _ isUp: Bool, _ reason: UInt8) {
        word = UInt64(role.rawValue) | isUp.word << 8 | UInt64(reason) << 16
    }
}

extension Bool {
    fileprivate var word: UInt64 { self ? 1 : 0 }
}

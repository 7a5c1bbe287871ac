import Credentials
import History

/// What one replica believes about the admin key, and when it must look again (specs/versions.md 2, 3, 5 and 6).
///
/// A value without I/O: inputs go in with their time, the effects to perform come out, so every order of inputs can
/// be tested without a server. One rule carries the rest: **only what Redis said is ever held**, and what is held is
/// given up for a higher version only. An error, an absent slot and a malformed slot are three different things, and
/// none of them changes the key in force.
package struct AdminKeyWatcher: Sendable {
    package let settings: AdminKeySettings
    package internal(set) var status = AdminKeyStatus()
    package internal(set) var snapshot: KeySnapshot

    /// What Redis confirmed; it never becomes nil again.
    var held: HeldKey?
    /// The own key for a bootstrap, configured or generated.
    var candidate: Secret?
    var generation = Generation.none
    /// A read has shown that nobody has put a key into the slot.
    var hasSeenAbsence = false
    var startedAt: SteadyTime?
    /// The latest time at which the replica says ready, read or not.
    var readyBy: SteadyTime?
    var reading: ReadInFlight?
    var writing: SlotWrite?
    var outage = ReadOutage()
    var nextPoll = SteadyTime(nanoseconds: 0)
    var repairAt: SteadyTime?
    /// When the next outgoing key ends, in steady time by the offset of the last input.
    var nextEnd: SteadyTime?
    var jitter: SeededGenerator
    let fingerprinter: Fingerprinter
    private var told = ToldKeys()
    let internalSpellings: KeySpellings
    var names: [FingerprintBits: CredentialID] = [:]
    /// The last refusal that went into the history: a slot that stays bad is counted, not recorded each time.
    var recordedRefusal: Refusal?
    var effects: [AdminKeyEffect] = []

    enum Generation: Equatable, Sendable { case none, asked, drawn }

    struct Refusal: Equatable, Sendable {
        let what: SlotRefusal
        let version: VersionStamp
    }

    /// - Parameters:
    ///   - fingerprintKey: the key of all fingerprints in the history.
    ///   - seed: of the jitter; two replicas need two.
    package init(
        settings: AdminKeySettings, fingerprintKey: FingerprintKey, seed: UInt64
    ) throws(AdminKeySettingsFlaw) {
        let settings = try settings.normalized()
        self.settings = settings
        fingerprinter = Fingerprinter(key: fingerprintKey)
        candidate = settings.configured
        jitter = SeededGenerator(seed: seed)
        internalSpellings = KeySpellings(of: settings.internalToken ?? Secret(text: ""))
        snapshot = KeySnapshot(
            table: KeyTable(current: nil, internalToken: settings.internalToken), version: .zero, fingerprint: .none,
            outgoing: [], isConfirmed: false, awaitsFirstRead: true, staleAt: nil)
        status.configured = fingerprint(of: settings.configured)
    }

    /// Handles one input and returns what to do, in this order.
    package mutating func handle(_ input: AdminKeyInput, at now: Moment) -> [AdminKeyEffect] {
        switch input {
        case .started: start(at: now)
        case .linkUp: linkCameUp(at: now)
        case .linkDown: linkWentDown(at: now)
        case .subscribed:
            status.isSubscribed = true
            requestRead(at: now)
        case .subscriptionLost: status.isSubscribed = false
        case .pushed(let reading): pushed(reading, at: now)
        case .readEnded(let result): readEnded(result, at: now)
        case .writeEnded(let result): writeEnded(result, at: now)
        case .generated(let key): generated(key, at: now)
        case .resumed: requestRead(at: now)
        case .tick: break
        }
        passTime(at: now)
        defer { effects.removeAll() }
        return effects
    }

    /// When to hand in a `tick` at the latest; nil when only another input can change anything.
    package var nextWake: SteadyTime? {
        let poll = status.isLinkUp && reading == nil ? nextPoll : nil
        let stale = status.isStale ? nil : snapshot.staleAt
        return SteadyTime.earlier(.earlier(poll, repairAt), .earlier(.earlier(nextEnd, stale), readyBy))
    }

    /// There is no admin key and never was one, as far as a read can tell: then nothing asks for one.
    package var isVacant: Bool { hasSeenAbsence && held == nil && candidate == nil && !settings.generates }

    /// Gives the name under which the history speaks of a credential, and its fingerprint with the key itself.
    package mutating func know(_ fingerprint: FingerprintBits, of key: Secret? = nil, as credential: CredentialID) {
        names[fingerprint] = credential
        if let key { told.add(key, fingerprint) }
    }

    package func fingerprint(of secret: Secret?) -> FingerprintBits {
        guard let secret else { return .none }
        return told.fingerprint(of: secret) ?? FingerprintBits(fingerprinter.fingerprint(of: secret).bits)
    }

    private mutating func start(at now: Moment) {
        startedAt = now.steady
        // A connect, the first read, and the bootstrap that may follow it.
        readyBy = now.steady.advanced(byNanoseconds: settings.connectDeadline + 2 * settings.commandDeadline)
        rebuildSnapshot(at: now)
        if snapshot.fingerprint != .none { recordApplied(.configuration) }
    }

    private mutating func linkCameUp(at now: Moment) {
        status.isLinkUp = true
        requestRead(at: now)
        // A fleet that reconnects together must not poll in step for ever after.
        nextPoll = now.steady.advanced(byNanoseconds: UInt64.random(in: 0..<max(1, settings.poll), using: &jitter))
    }

    private mutating func linkWentDown(at now: Moment) {
        status.isLinkUp = false
        outage.troubled()
        repairAt = nil
        becomeReady()
    }

    /// What is due by now, whichever input came.
    private mutating func passTime(at now: Moment) {
        if let due = readyBy, due <= now.steady { becomeReady() }
        if let due = repairAt, due <= now.steady { repair() }
        if status.isLinkUp, reading == nil, nextPoll <= now.steady { requestRead(at: now) }
        judgeStaleness(at: now)
        dropEndedKeys(at: now)
    }

    mutating func becomeReady() {
        guard !status.isReady, startedAt != nil else { return }
        status.isReady = true
        readyBy = nil
        effects.append(.ready)
    }
}

extension SteadyTime {
    /// The earlier of two times that there may be; asked in every turn of a loop, so without an array.
    package static func earlier(_ left: SteadyTime?, _ right: SteadyTime?) -> SteadyTime? {
        guard let left, let right else { return left ?? right }
        return min(left, right)
    }
}

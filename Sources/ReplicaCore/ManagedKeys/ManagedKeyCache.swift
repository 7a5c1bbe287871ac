import Credentials

/// What one replica knows of the managed keys, and when it must look again (specs/versions.md section 8).
///
/// A value without I/O: inputs go in with their time, the effects to perform come out. Three rules carry the rest.
/// **Records are merged one by one, never swapped in as a whole**: of two the newer counts, whichever way it came, so no
/// read that was overtaken can undo what happened meanwhile (31, 32). **A key seen deactivated stays so.** And
/// **`revision` means that everything up to it is known**: a message moves it only if it follows on it, a page only
/// when nothing is left to read.
package struct ManagedKeyCache: Sendable {
    package let settings: ManagedKeySettings
    package internal(set) var status = ManagedKeyStatus()
    package internal(set) var snapshot = ManagedKeySnapshot()

    /// The change that `status.revision` is of, if its key is known: proves that the store's history is still ours.
    var witness: ManagedKeyWitness?
    var startedAt: SteadyTime?
    /// The latest time at which the replica says ready, loaded or not.
    var readyBy: SteadyTime?
    var reading: ReadInProgress?
    /// Of the answer that is being taken.
    var overtaken: Set<ManagedKeyID> = []
    /// That answer may not show everything.
    var mustLookAgain = false
    var walk: StoreWalk?
    /// A walk has come to its end.
    var hasLoaded = false
    var walks: UInt32 = 0
    var settled: SettledHistory?
    /// The highest revision ever heard of: the floor of every write. `status.revision` may fall below it when the store
    /// has lost data.
    package internal(set) var highest = Epoch.zero
    var outage = ReadOutage()
    /// A poll or a walk, with all its pages, is one sequence of reads.
    var sequences: UInt64 = 0
    var isPaging = false
    var unconfirmed = UnconfirmedChanges()
    var nextPoll = SteadyTime(nanoseconds: 0)
    var owed = OwedDeactivations()
    /// Bad rows that are counted already.
    var knownFlaws: Set<ManagedKeyPage.Skipped> = []
    var jitter: SeededGenerator
    var effects: [ManagedKeyEffect] = []

    /// - Parameter seed: of the jitter; two replicas need two.
    package init(settings: ManagedKeySettings, seed: UInt64) {
        self.settings = settings
        jitter = SeededGenerator(seed: seed)
    }

    /// Handles one input and returns what to do, in this order.
    package mutating func handle(_ input: ManagedKeyInput, at now: Moment) -> [ManagedKeyEffect] {
        switch input {
        case .started: start(at: now)
        case .linkUp: linkCameUp(at: now)
        case .linkDown: linkWentDown(at: now)
        case .subscribed:
            status.isSubscribed = true
            requestRead(at: now)
        case .subscriptionLost: status.isSubscribed = false
        case .pushed(let message): pushed(message, at: now)
        case .readEnded(let result): readEnded(result, at: now)
        case .writeEnded(let result): writeEnded(result, at: now)
        case .acknowledged(let record): acknowledged(record, at: now)
        case .resumed: requestRead(at: now)
        case .tick: break
        }
        passTime(at: now)
        status.owedDeactivations = owed.count
        defer { effects.removeAll() }
        return effects
    }

    /// When to hand in a `tick` at the latest; nil when only another input can change anything.
    package var nextWake: SteadyTime? {
        let poll = status.isLinkUp && reading == nil ? nextPoll : nil
        let stale = status.isStale ? nil : snapshot.staleAt
        let write = status.isLinkUp && settings.repair == .replicas ? owed.due : nil
        return .earlier(.earlier(poll, write), .earlier(stale, readyBy))
    }

    private mutating func start(at now: Moment) {
        startedAt = now.steady
        // A connect and the first page; when that has come, the load has its own time.
        readyBy = now.steady.advanced(byNanoseconds: settings.connectDeadline + 2 * settings.commandDeadline)
        snapshot.staleAt = staleAt
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
        // Another server may be behind the next link: what was seen of this one proves nothing there.
        reading?.isVoid = true
        walk = nil
        isPaging = false
        status.isLoading = false
        becomeReady()
    }

    /// What is due by now, whichever input came.
    private mutating func passTime(at now: Moment) {
        if let due = readyBy, due <= now.steady { becomeReady() }
        if status.isLinkUp, reading == nil, nextPoll <= now.steady { requestRead(at: now) }
        writeBack(at: now)
        judgeStaleness(at: now)
    }

    mutating func becomeReady() {
        guard !status.isReady, startedAt != nil else { return }
        status.isReady = true
        readyBy = nil
        effects.append(.ready)
    }

    /// Counted from the start while there was no good read.
    var staleAt: SteadyTime? {
        guard case .refuseAfter(let nanoseconds) = settings.onStale else { return nil }
        return (status.lastGoodRead ?? startedAt)?.advanced(byNanoseconds: nanoseconds)
    }

    private mutating func judgeStaleness(at now: Moment) {
        guard let staleAt = snapshot.staleAt else { return }
        let isStale = staleAt <= now.steady
        guard isStale != status.isStale else { return }
        status.isStale = isStale
        effects.append(.note(.staleChanged(isStale: isStale)))
    }

    /// Once per input, before all notes of it: what they say must be true of the next decision.
    mutating func swap() {
        if effects.first != .swap { effects.insert(.swap, at: 0) }
    }
}

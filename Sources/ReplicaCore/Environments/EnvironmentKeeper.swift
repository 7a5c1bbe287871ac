import Credentials

/// What one replica does about the credentials of its environments (specs/environment-credentials.md, section 0, and
/// specs/versions.md, section 9).
///
/// A value without I/O: inputs go in with their time, the effects to perform come out. For each environment it holds a
/// rotator, its upstream clients and its outbound credentials; ``gate`` is what decisions read. Three rules carry the
/// rest: **of two versions the higher counts**, whichever way it came; **what a drain says is done in one order**, streams
/// and handlers before a credential resolves, and not resolving before they go; and **no start is called back**: one that
/// completes too late is closed.
package struct EnvironmentKeeper: Sendable {
    package let settings: EnvironmentKeeperSettings
    package internal(set) var gate = EnvironmentGate()
    package internal(set) var documents = DocumentStatus()

    var environments: [EnvironmentName: KeptEnvironment] = [:]
    /// Of environments that are gone too, until their last client is.
    var clients: [EnvironmentName: UpstreamClients] = [:]
    /// Whose client a token is, as long as anything of it is to come.
    var owners: [ClientToken: EnvironmentName] = [:]
    var tokens = ClientTokens()
    var pauses: ClientPauses
    /// Closed by order: their documents are held, and not in force.
    var closed: Set<EnvironmentName> = []
    var isClosed = false

    /// What the store said, deletions included; never a lower version again.
    var held: [EnvironmentID: EnvironmentRecord] = [:]
    var indexRead: IndexRead?
    var documentReads: [EnvironmentID: DocumentRead] = [:]
    /// Environments whose document was not read well since the index named it.
    var unread: Set<EnvironmentID> = []
    /// Records that the store has lost, and when they are put back.
    var owed: [EnvironmentID: SteadyTime] = [:]
    var puttingBack: EnvironmentID?
    var known = KnownTroubles()
    var outage = ReadOutage()
    var nextPoll = SteadyTime(nanoseconds: 0)
    var readyBy: SteadyTime?
    var nextCleanup: SteadyTime?
    /// When the first credential of any environment ends, in steady time by the offset of the last input.
    var nextEnd: SteadyTime?
    /// When to hand in a `tick` at the latest; nil when only another input can change anything. Kept, because it is asked
    /// for at every turn, and a turn is mostly about something else.
    package private(set) var nextWake: SteadyTime?
    var startedAt: SteadyTime?
    var jitter: SeededGenerator
    var effects: [EnvironmentEffect] = []

    /// - Parameter seed: of the jitter; two replicas need two.
    package init(settings: EnvironmentKeeperSettings, seed: UInt64) {
        self.settings = settings
        jitter = SeededGenerator(seed: seed)
        pauses = ClientPauses(first: settings.firstBackoff, longest: settings.longestBackoff, seed: ~seed)
    }

    /// Handles one input and returns what to do, in this order.
    package mutating func handle(_ input: EnvironmentInput, at now: Moment) -> [EnvironmentEffect] {
        switch input {
        case .started: start(at: now)
        case .linkUp: linkCameUp(at: now)
        case .linkDown: linkWentDown(at: now)
        case .subscribed:
            documents.isSubscribed = true
            requestIndex(at: now)
        case .subscriptionLost: documents.isSubscribed = false
        case .pushed(let message): pushed(message, at: now)
        case .indexEnded(let result): indexEnded(result, at: now)
        case .documentEnded(let id, let result): documentEnded(id, result, at: now)
        case .putBackEnded(let id, let result): putBackEnded(id, result, at: now)
        case .clientStarted(let token, let data): clientStarted(token, data: data)
        case .clientFailed(let token, let failure): clientFailed(token, failure, at: now)
        case .clientClosed(let token): clientClosed(token, at: now)
        case .updated(let token, let data): updated(token, data: data)
        case .eventsRefused(let name, let credential): environments[name]?.events.refused(credential)
        case .closeEnvironment(let name): close(name)
        case .closeAll: closeAll()
        case .resumed: requestIndex(at: now)
        case .tick: break
        }
        passTime(at: now)
        nextWake = nextDue
        defer { effects.removeAll() }
        return effects
    }

    private var nextDue: SteadyTime? {
        guard !isClosed else { return nil }
        let poll = documents.isLinkUp && indexRead == nil ? nextPoll : nil
        let putBack = documents.isLinkUp && puttingBack == nil ? owed.values.min() : nil
        let start = nextStart
        return .earlier(.earlier(.earlier(poll, putBack), .earlier(start, readyBy)), .earlier(nextEnd, nextCleanup))
    }

    private mutating func start(at now: Moment) {
        startedAt = now.steady
        nextCleanup = now.steady.advanced(byNanoseconds: settings.cleanup)
        for configured in settings.configured { admit(configured, at: now) }
        guard settings.readsDocuments else {
            swap { $0.isComplete = true }
            return becomeReady()
        }
        // A connect, the index, and its documents.
        readyBy = now.steady.advanced(byNanoseconds: settings.connectDeadline + 3 * settings.commandDeadline)
    }

    private mutating func linkCameUp(at now: Moment) {
        guard settings.readsDocuments else { return }
        documents.isLinkUp = true
        requestIndex(at: now)
        // A fleet that reconnects together must not poll in step for ever after.
        nextPoll = now.steady.advanced(byNanoseconds: UInt64.random(in: 0..<max(1, settings.poll), using: &jitter))
    }

    private mutating func linkWentDown(at now: Moment) {
        documents.isLinkUp = false
        outage.troubled()
        // Another server may be behind the next link: what was seen of this one proves nothing there.
        indexRead?.isVoid = true
        for id in documentReads.keys { documentReads[id]?.isVoid = true }
        owed = [:]
        becomeReady()
    }

    /// What is due by now, whichever input came.
    private mutating func passTime(at now: Moment) {
        guard !isClosed else { return }
        if let due = readyBy, due <= now.steady { becomeReady() }
        if documents.isLinkUp, indexRead == nil, nextPoll <= now.steady { requestIndex(at: now) }
        putBackOwed(at: now)
        startRested(at: now)
        endWhatHasEnded(at: now)
    }

    /// A scheduled end, or the safety net under it: a step of the wall clock is seen at any input.
    private mutating func endWhatHasEnded(at now: Moment) {
        let isCleanup = nextCleanup.map { $0 <= now.steady } ?? false
        if isCleanup { nextCleanup = now.steady.advanced(byNanoseconds: settings.cleanup) }
        let earliest = earliestEnd
        guard isCleanup || earliest.map({ $0 < now.wall }) ?? false else {
            nextEnd = earliest.map { now.steady(after: $0, from: now.wall) }
            return
        }
        for name in environments.keys.sorted()
        where isCleanup || environments[name]?.end.map({ $0 < now.wall }) ?? false {
            settle(name, at: now)
        }
        nextEnd = earliestEnd.map { now.steady(after: $0, from: now.wall) }
    }

    /// Asked at every input: without a copy of any environment.
    private var earliestEnd: WallTime? {
        var earliest: WallTime?
        for place in environments.values.indices {
            guard let end = environments.values[place].end else { continue }
            earliest = earliest.map { min($0, end) } ?? end
        }
        return earliest
    }

    /// When the first client is started that rests.
    var nextStart: SteadyTime? {
        var next: SteadyTime?
        for place in clients.values.indices { next = .earlier(next, clients.values[place].nextWake) }
        return next
    }

    mutating func becomeReady() {
        guard !documents.isReady, startedAt != nil else { return }
        documents.isReady = true
        readyBy = nil
        effects.append(.ready)
    }

    mutating func note(_ note: EnvironmentNote) { effects.append(.note(note)) }

    mutating func note(_ notices: [CredentialNotice], of name: EnvironmentName) {
        documents.warnings += notices.count { $0.isWarning }
        for notice in notices { note(.credential(name, notice)) }
    }

    /// From here on decisions see the change, whole.
    mutating func swap(_ change: (inout EnvironmentGate) -> Void) {
        let before = gate
        change(&gate)
        if gate != before { effects.append(.swap(gate)) }
    }
}

extension Moment {
    /// The first steady time after an end, which is inclusive.
    fileprivate func steady(after end: WallTime, from wall: WallTime) -> SteadyTime {
        let (rest, isTooFar) = end.nanoseconds.subtractingReportingOverflow(wall.nanoseconds)
        return steady.advanced(byNanoseconds: UInt64(max(0, isTooFar ? Int64.max - 1 : rest)) + 1)
    }
}

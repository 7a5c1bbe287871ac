import History

/// One incarnation of a replica as it recorded itself, all but its probes.
struct LifeFacts {
    struct Application: Equatable {
        var at: Time
        var version: VersionStamp
        var fingerprint: FingerprintBits
        var credential: CredentialID
        var path: ApplyPath
    }

    struct Write: Equatable {
        var at: Time
        var by: WrittenBy
        var outcome: Outcome
        var version: VersionStamp
        var fingerprint: FingerprintBits
    }

    struct Disagreement: Equatable {
        var credential: CredentialID
        var accepted: UInt8
        var called: Time
        var at: Time
    }

    /// One managed key came, changed or died in its cache.
    struct KeyChange: Equatable {
        var at: Time
        var credential: CredentialID
        var isEnabled: Bool
        var revision: UInt64
        var path: KeyPath
    }

    /// A walk through all managed keys has ended.
    struct KeyLoad: Equatable {
        var at: Time
        var revision: UInt64
    }

    /// A credential opened a route that it must never open.
    struct Crossing: Equatable {
        var credential: CredentialID
        var called: Time
        var at: Time
    }

    let life: Life
    var started: Time?
    var ready: Time?
    var configured = FingerprintBits.none
    var applications: [Application] = []
    var writes: [Write] = []
    var lags: [Span] = []
    var disagreements: [Disagreement] = []
    var owed = 0
    /// The largest distance of its clock, either way, that it was ever given; nanoseconds.
    var clockOffset: Int64 = 0
    /// While it refused because its last good read was too old.
    var stale: [Span] = []
    /// From the last answered read before a trouble to the first one after it.
    var outages: [Span] = []
    var links = LinkHistory()
    var keyChanges: [KeyChange] = []
    var keyLoads: [KeyLoad] = []
    var keyWriteBacks: [KeyChange] = []
    /// While it refused managed keys because its last good read of them was too old.
    var keysStale: [Span] = []
    var crossings: [Crossing] = []
    var registrations = RegistrationFacts()
    var environments = EnvironmentFacts()
    var tokens = TokenFacts()
    var stopping: Time?
    var ended: Time?
    var lastRecord: Time = 0

    init(_ life: Life) { self.life = life }

    mutating func take(_ event: Event, at time: Time) {
        lastRecord = max(lastRecord, time)
        switch event {
        case .started(_, let fingerprint, _):
            started = time
            configured = fingerprint
        case .ready: ready = ready ?? time
        case .applied(let version, let fingerprint, let credential, let path):
            applications.append(
                Application(
                    at: time, version: version, fingerprint: fingerprint, credential: credential, path: path))
        case .wroteSlot(let by, let outcome, let version, let fingerprint):
            writes.append(
                Write(at: time, by: by, outcome: outcome, version: version, fingerprint: fingerprint))
        case .spellingsDisagree(let credential, let accepted, let called):
            disagreements.append(
                Disagreement(credential: credential, accepted: accepted, called: Time(called), at: time))
        case .lagged(let from): lags.append(Span(from: Time(from), to: time))
        case .probesOwed(let count): owed += Int(count)
        case .clockSkewed(let offset): clockOffset = max(clockOffset, offset == .min ? .max : abs(offset))
        case .staleChanged(let isStale): stale.change(isStale, at: time)
        case .recovered(let lastGood): outages.append(Span(from: min(Time(lastGood), time), to: time))
        case .linkChanged(let role, let isUp, _): links.changed(role, isUp: isUp, at: time)
        case .registration(let event): registrations.take(event, at: time)
        case .stopping: stopping = time
        case .ended: ended = time
        case .environment(let event): environments.take(event, at: time)
        default: takeKeys(event, at: time)
        }
    }

    private mutating func takeKeys(_ event: Event, at time: Time) {
        switch event {
        case .keyChanged(let credential, let isEnabled, let revision, let path):
            keyChanges.append(
                KeyChange(at: time, credential: credential, isEnabled: isEnabled, revision: revision, path: path))
        case .keysLoaded(let revision, _): keyLoads.append(KeyLoad(at: time, revision: revision))
        case .keyWrittenBack(let credential, let revision):
            keyWriteBacks.append(
                KeyChange(at: time, credential: credential, isEnabled: false, revision: revision, path: .writeBack))
        case .keysStale(let isStale): keysStale.change(isStale, at: time)
        case .routeCrossed(let credential, let called):
            crossings.append(Crossing(credential: credential, called: Time(called), at: time))
        case .token(let event): tokens.take(event, at: time, of: life)
        default: break  // gaps and refusals: for the reader of an export
        }
    }
}

extension [Span] {
    /// Something began, or has ended.
    fileprivate mutating func change(_ isOn: Bool, at time: Time) {
        if isOn {
            append(Span(from: time, to: .never))
        } else if let last = indices.last {
            self[last].to = time
        }
    }
}

/// One replica's region, read once.
struct ReplicaFacts {
    let replica: ReplicaID
    /// In the order of their incarnations.
    var lives: [LifeFacts] = []

    private var current = 0

    init(replica: ReplicaID) { self.replica = replica }

    /// Takes in everything but probe runs, which are judged later, when the colours are known.
    mutating func take(_ record: Record) {
        guard let event = record.event else { return }
        select(Incarnation(record.incarnation))
        lives[current].take(event, at: Time(record.time))
    }

    private mutating func select(_ incarnation: Incarnation) {
        if lives.indices.contains(current), lives[current].life.incarnation == incarnation { return }
        if let index = lives.firstIndex(where: { $0.life.incarnation == incarnation }) {
            current = index
        } else {
            current = lives.count
            lives.append(LifeFacts(Life(replica, incarnation)))
        }
    }
}

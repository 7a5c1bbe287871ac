import History

/// What a managed key was on the reigning primary at one look.
struct KeySighting: Equatable {
    var called: Time
    var returned: Time
    var state: KeyState
    var revision: UInt64
    var deactivatedAt: Time?
    /// Seen before its node began to reign, and still so when it did.
    var isInherited = false
}

/// What each managed key was on whoever reigned, in the order of time.
///
/// Only news is recorded: what was seen last still stands. So a node that begins to reign shows at once what it was last
/// seen to hold, and a fault that gives back what stood there before shows nothing. That holds for as long as the coordinator
/// looks at the key.
struct KeySightings {
    /// It looks at so many at most: those that were made last, of all that steps worked on.
    private static let mostWatched = 256
    private var watchedUntil: [CredentialID: Time] = [:]
    private var all: [CredentialID: [KeySighting]] = [:]

    init(_ model: RunModel) {
        for (credential, samples) in Dictionary(grouping: model.keySamples, by: \.credential) {
            all[credential] = model.reigns.all.flatMap { Self.sightings($0, samples) }
        }
        takeWatches(model)
    }

    private mutating func takeWatches(_ model: RunModel) {
        var watched: [CredentialID] = []
        for operation in model.keyOperations where operation.step != .max {
            let place = watched.firstIndexReached { $0.number >= operation.credential.number }
            guard place == watched.count || watched[place] != operation.credential else { continue }
            watched.insert(operation.credential, at: place)
            guard watched.count > Self.mostWatched else { continue }
            let oldest = watched.removeFirst()
            watchedUntil[oldest] = min(watchedUntil[oldest] ?? .never, operation.invoked)
        }
    }

    /// Nothing is known of a key behind this.
    func end(of credential: CredentialID) -> Time { watchedUntil[credential] ?? .never }

    subscript(_ credential: CredentialID) -> [KeySighting] { all[credential] ?? [] }

    private static func sightings(_ reign: Reign, _ samples: [KeySample]) -> [KeySighting] {
        guard reign.span.from < reign.span.to else { return [] }
        let own = samples.filter { $0.node == reign.node }
        var sightings = own.filter { reign.covers($0.node, $0.called, $0.returned) }.map { KeySighting($0) }
        if let before = own.last(where: { $0.called < reign.span.from }), before.returned < reign.span.to {
            var inherited = KeySighting(before)
            inherited.called = reign.span.from
            inherited.returned = reign.span.from
            inherited.isInherited = true
            sightings.insert(inherited, at: 0)
        }
        return sightings
    }
}

extension KeySighting {
    fileprivate init(_ sample: KeySample) {
        self.init(
            called: sample.called, returned: sample.returned, state: sample.state, revision: sample.revision,
            deactivatedAt: sample.deactivatedAt)
    }

    /// What an operation has done stands there no more, or not yet. A damaged record tells nothing.
    func isBelow(_ kind: KeyOperation.Kind) -> Bool {
        switch kind {
        case .create: state == .absent
        case .deactivate: state == .absent || state == .active
        }
    }

    /// It shows that an operation took effect.
    func proves(_ kind: KeyOperation.Kind) -> Bool {
        switch kind {
        case .create: state == .active || state == .deactivated
        case .deactivate: state == .deactivated
        }
    }
}

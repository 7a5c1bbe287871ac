import History

/// One managed key as the store had it: what was seen of it and what operations were told, and whether that fits.
struct KeyRecord {
    struct Fault {
        var at: Time
        var expected: String
        var detail: String
    }

    /// Something that shows how far the key had come: made, or dead, and since when.
    private struct Evidence {
        var called: Time
        var returned: Time
        var rank: Int
        var deactivatedAt: Time?
        var text: String
        /// A look at the store, not an answer of it to somebody else.
        var isLook = false
    }

    let sightings: [KeySighting]
    private let watchedUntil: Time
    private let operations: [KeyOperation]
    private let stretches: KeyStretches
    private let context: CheckContext

    init(
        _ credential: CredentialID, _ operations: [KeyOperation], _ stretches: KeyStretches, _ context: CheckContext
    ) {
        sightings = context.keys.sightings[credential].filter { !$0.isInherited && $0.state != .damaged }
        watchedUntil = context.keys.sightings.end(of: credential)
        self.operations = operations
        self.stretches = stretches
        self.context = context
    }

    func faults() -> [Fault] {
        falls() + rewrittenTimes() + [unstored(), foreignTime(), unasked()].compactMap { $0 }
    }

    // MARK: within a stretch

    private var evidence: [Int: [Evidence]] {
        let seen = sightings.map {
            Evidence(
                called: $0.called, returned: $0.returned, rank: $0.state.rank, deactivatedAt: $0.deactivatedAt,
                text: "seen \($0.state)", isLook: true)
        }
        let all = (seen + told).sorted { ($0.returned, $0.called) < ($1.returned, $1.called) }
        var byStretch: [Int: [Evidence]] = [:]
        for evidence in all {
            guard let number = stretches.number(evidence.called, evidence.returned) else { continue }
            byStretch[number, default: []].append(evidence)
        }
        return byStretch
    }

    /// Of a replica's operation nobody knows which server answered: with several, it proves nothing of the primary.
    private var told: [Evidence] {
        operations.filter(\.isAcknowledged).compactMap { operation in
            guard let returned = operation.returned else { return nil }
            let isThere =
                stretches.isSingle || context.model.reigns.covers(operation.node, operation.invoked, returned)
            guard isThere else { return nil }
            let isDeath = operation.kind == .deactivate
            return Evidence(
                called: operation.invoked, returned: returned, rank: isDeath ? 2 : 1,
                deactivatedAt: isDeath ? operation.end : nil, text: "\(operation.kind.word) acknowledged")
        }
    }

    /// What was seen, after something that had returned by then had shown more.
    private func falls() -> [Fault] {
        evidence.sorted { $0.key < $1.key }.compactMap { _, all in
            for seen in all where seen.isLook {
                guard let more = all.first(where: { $0.returned < seen.called && $0.rank > seen.rank }) else {
                    continue
                }
                return Fault(
                    at: seen.returned,
                    expected: "no less than at \(context.milliseconds(more.returned)) ms: \(more.text)",
                    detail: seen.text)
            }
            return nil
        }
    }

    /// Acknowledged, and in all the time that the stretch still lasted never seen there. Only news is recorded, so that what
    /// was seen last still stood at its end; a key that was never looked at shows nothing.
    private func unstored() -> Fault? {
        let all = told.filter { stretches.number($0.called, $0.returned) != nil }
        return all.lazy.compactMap { evidence -> Fault? in
            let end = min(stretches.end(of: evidence.returned), watchedUntil)
            guard evidence.returned.later(by: Self.mostUnseen) <= end,
                let last = sightings.last(where: { $0.returned <= end }), last.called < evidence.called,
                last.state.rank < evidence.rank
            else { return nil }
            return Fault(
                at: evidence.returned, expected: evidence.text + ", and stored",
                detail: "\(last.state) until \(context.milliseconds(end)) ms")
        }.first
    }

    /// The coordinator looks every 50 ms; what it does not see for so long is not there.
    private static let mostUnseen: Int64 = 1_000_000_000

    /// W5: within a stretch there is one time of death.
    private func rewrittenTimes() -> [Fault] {
        evidence.sorted { $0.key < $1.key }.compactMap { _, all in
            let dead = all.filter { $0.deactivatedAt != nil }
            guard let first = dead.first, let other = dead.first(where: { $0.deactivatedAt != first.deactivatedAt })
            else { return nil }
            return Fault(
                at: other.returned, expected: "deactivated at \(wall(first.deactivatedAt)) ms, as at first",
                detail: "deactivated at \(wall(other.deactivatedAt)) ms")
        }
    }

    // MARK: across all stretches

    /// A deactivation that is put back keeps its time: each time that shows is one that an operation was told.
    private func foreignTime() -> Fault? {
        let deaths = operations.filter { $0.kind == .deactivate && $0.outcome != .failed }
        guard !deaths.isEmpty, deaths.allSatisfy({ $0.isAcknowledged && $0.end != nil }) else { return nil }
        let told = Set(deaths.compactMap(\.end))
        let foreign = sightings.first { $0.deactivatedAt.map { !told.contains($0) } ?? false }
        return foreign.map { seen in
            Fault(
                at: seen.returned, expected: "deactivated at \(told.sorted().map(wall).joined(separator: " or ")) ms",
                detail: "deactivated at \(wall(seen.deactivatedAt)) ms")
        }
    }

    /// It stands there though nobody made it, or is dead though nobody asked for that.
    private func unasked() -> Fault? {
        let foreign = sightings.first { seen in
            let kinds: [KeyOperation.Kind] = seen.state == .deactivated ? [.create, .deactivate] : [.create]
            return seen.state != .absent && kinds.contains { kind in !wasAsked(kind, before: seen.returned) }
        }
        return foreign.map {
            Fault(at: $0.returned, expected: "a change that somebody asked for", detail: "seen \($0.state)")
        }
    }

    private func wasAsked(_ kind: KeyOperation.Kind, before time: Time) -> Bool {
        operations.contains { $0.kind == kind && $0.outcome != .failed && $0.invoked <= time }
    }

    private func wall(_ time: Time?) -> String {
        time.map { "\(context.model.wallMilliseconds(at: $0))" } ?? "?"
    }
}

extension KeyState {
    /// How far a key has come; it never goes back.
    fileprivate var rank: Int {
        switch self {
        case .absent, .damaged: 0
        case .active: 1
        case .deactivated: 2
        }
    }
}

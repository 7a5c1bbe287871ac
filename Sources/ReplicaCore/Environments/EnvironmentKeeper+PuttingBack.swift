import Credentials

/// What the store has lost, and what is done about it.
extension EnvironmentKeeper {
    /// The longest that a lost document is left alone, so that a fleet does not put it back in one instant.
    static var longestJitter: UInt64 { AdminKeyWatcher.longestJitter }

    /// The store has a lower version than the one that is held, or none.
    mutating func lost(_ id: EnvironmentID, at now: Moment) {
        guard let own = held[id]?.version else { return }
        if known.lost.insert(id).inserted {
            documents.lost += 1
            note(.lost(id, held: own))
        }
        guard settings.repair == .replicas, owed[id] == nil, puttingBack != id, own.epoch > .zero else { return }
        owed[id] = now.steady.advanced(byNanoseconds: UInt64.random(in: 0...Self.longestJitter, using: &jitter))
    }

    mutating func putBackOwed(at now: Moment) {
        guard documents.isLinkUp, puttingBack == nil, let (id, due) = firstOwed, due <= now.steady,
            let record = held[id]
        else { return }
        owed[id] = nil
        puttingBack = id
        effects.append(.putBack(record))
    }

    private var firstOwed: (id: EnvironmentID, due: SteadyTime)? {
        owed.min { ($0.value, $0.key) < ($1.value, $1.key) }.map { ($0.key, $0.value) }
    }

    mutating func putBackEnded(
        _ id: EnvironmentID, _ result: Result<EnvironmentPutBack, SlotReadFailure>, at now: Moment
    ) {
        guard puttingBack == id else { return }
        puttingBack = nil
        switch result {
        case .success(let written): wrote(id, written, at: now)
        case .failure(.unknown), .failure(.deadline): requestIndex(at: now)
        case .failure(.unreachable), .failure(.refused): break  // the next poll sees it again
        }
    }

    private mutating func wrote(_ id: EnvironmentID, _ written: EnvironmentPutBack, at now: Moment) {
        if written.didWrite, let version = held[id]?.version {
            found(id)
            documents.putBack += 1
            note(.putBack(id, version: version))
        }
        guard case .record(let record) = written.stands else { return }
        take(record, by: .putBack, at: now)
    }
}

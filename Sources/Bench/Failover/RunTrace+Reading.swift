import History
import HistoryLog

extension RunTrace {
    /// - Throws: `BenchError` when the history is damaged: figures of a half are no figures.
    init(_ history: HistoryFile) throws(BenchError) {
        self.init()
        if let damage = history.damage().first { throw BenchError("the history is damaged: \(damage)") }
        for region in history.regions {
            guard region.lost == 0 else { throw BenchError("\(region.lost) events did not fit into the history") }
            for record in region.records {
                guard let event = record.event else { continue }
                take(event, at: record.time, of: region.owner)
            }
        }
    }

    mutating func take(_ event: Event, at time: UInt64, of owner: RegionOwner) {
        switch event {
        case .credentialNamed(let id, _, let fingerprint, let origin):
            fingerprints[id] = fingerprint
            if origin == .initial || origin == .configured { initial = id }  // all replicas share one
        case .operationInvoked(let number, .rotate, let credential, _, _, _): invoke(number, credential, at: time)
        case .operationEnded(let number, let outcome, _, _, _, let node): end(number, outcome, node, at: time)
        case .slotRead(let called, _, _, let fingerprint, let node):
            looks.append(Look(node: node, called: called, returned: time, fingerprint: fingerprint))
        case .slotLogged(_, let fingerprint, _, _, _, let node): logged[node, default: []].insert(fingerprint)
        case .roleChanged(let node, isPrimary: true, _): reigns.append(node)
        case .probeRun(let run):
            guard case .replica(let replica) = owner else { return }
            answers.append(
                Answers(
                    replica: replica, credential: run.credential, accepted: run.verdict == .accepted,
                    firstCall: run.firstCall, lastCall: run.lastCall))
        default: break  // the checks' business
        }
    }

    private mutating func invoke(_ number: UInt32, _ credential: CredentialID, at time: UInt64) {
        guard Int(number) == rotations.count else { return }  // these scripts have no other operations
        rotations.append(Rotation(credential: credential, invoked: time))
    }

    private mutating func end(_ number: UInt32, _ outcome: Outcome, _ node: NodeID, at time: UInt64) {
        guard rotations.indices.contains(Int(number)) else { return }
        rotations[Int(number)].returned = time
        rotations[Int(number)].outcome = outcome
        rotations[Int(number)].node = node
    }
}

import History

extension RunTrace {
    func count(_ outcome: Outcome) -> Int { rotations.count { $0.outcome == outcome } }

    /// Acknowledged rotations of which the primary that outlived the fault never had a trace: not in its slot, which is
    /// looked at every 10 ms, and not in the log of its slot.
    ///
    /// One that was overwritten before anybody could have looked is not counted: nobody knows.
    var vanished: [Rotation] {
        guard let last = lastPrimary else { return [] }
        let its = looks.filter { $0.node == last }
        let seen = Set(its.map(\.fingerprint)).union(logged[last] ?? [])
        return rotations.indices.filter { index in
            let rotation = rotations[index]
            guard rotation.outcome == .ok, rotation.node != last, let fingerprint = fingerprints[rotation.credential],
                let returned = rotation.returned
            else { return false }
            let next = rotations[(index + 1)...].first?.invoked ?? .max
            return !seen.contains(fingerprint) && its.contains { $0.called > returned && $0.returned < next }
        }.map { rotations[$0] }
    }

    /// Pairs of a replica and a key that it accepted again after it had refused it, having accepted it before.
    var cameBack: Int {
        var steps: [Pair: Int] = [:]
        for answer in answers.sorted(by: { $0.firstCall < $1.firstCall }) {
            let pair = Pair(replica: answer.replica, credential: answer.credential)
            let step = steps[pair, default: 0]  // 0 nothing yet, 1 accepted, 2 refused after that, 3 accepted again
            let isNext = answer.accepted ? step == 0 || step == 2 : step == 1
            if isNext { steps[pair] = step + 1 }
        }
        return steps.values.count { $0 == 3 }
    }

    /// The longest time, in nanoseconds, that any replica accepted a key after the rotation that retired it had been
    /// acknowledged; nil when none was.
    ///
    /// Only of keys that surely were in force: a rotation of unknown outcome may take effect after the one behind it.
    var longestAcceptance: UInt64? {
        let retirements = retirements
        guard !retirements.isEmpty else { return nil }
        return answers.filter(\.accepted).reduce(0) { longest, answer in
            guard let retired = retirements[answer.credential], answer.lastCall > retired else { return longest }
            return max(longest, answer.lastCall - retired)
        }
    }

    /// When the retirement of each key was acknowledged: without grace, the next acknowledged rotation.
    private var retirements: [CredentialID: UInt64] {
        var retirements: [CredentialID: UInt64] = [:]
        var inForce = initial.map { [$0] } ?? []
        for rotation in rotations {
            if rotation.outcome == .ok, let returned = rotation.returned {
                for credential in inForce { retirements[credential] = returned }
                inForce = []
            }
            if rotation.outcome == .ok || rotation.outcome == .unconfirmed { inForce.append(rotation.credential) }
        }
        return retirements
    }

    /// The longest time, in nanoseconds, in which no rotation was acknowledged although they were asked for steadily; one
    /// that had not ended with the last rotation counts up to its answer. Nil with fewer than two rotations.
    var longestWriteGap: UInt64? {
        guard rotations.count > 1, let first = rotations.first?.invoked else { return nil }
        let end = rotations.compactMap(\.returned).max() ?? first
        let good = rotations.filter { $0.outcome == .ok }.compactMap(\.returned).sorted()
        let marks = [first] + good + [end]
        return zip(marks, marks.dropFirst()).map { $1 - $0 }.max()
    }
}

private struct Pair: Hashable {
    let replica: ReplicaID
    let credential: CredentialID
}

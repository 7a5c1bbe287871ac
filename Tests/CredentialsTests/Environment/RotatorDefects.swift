import RotatorProof

@testable import Credentials

extension RotatorDefect {
    static let all = rotations + lists + drains

    static let rotations: [RotatorDefect] = [
        .rotation("R1: a key that is rotated back to keeps its old grace") { before, ring, rotation in
            guard let new = rotation.new, let end = before.deprecated.end(of: new) else { return }
            ring.deprecated.insert(HeldKey(key: new), end: end)
        },
        .rotation("R2: a past grace for the previous primary leaves it in force") { _, ring, rotation in
            guard let grace = rotation.grace, grace.end < rotation.now else { return }
            ring.forgetDeparture(of: rotation.replaced)
        },
        .rotation("R3, F19: a stale notice leaves the previous primary in force") { before, ring, rotation in
            guard let grace = rotation.grace, before.deprecated.end(of: grace.key) != nil else { return }
            ring.forgetDeparture(of: rotation.replaced)
        },
        .rotation("R4: a grace for a third key leaves the previous primary in force") { _, ring, rotation in
            guard let grace = rotation.grace, grace.key != rotation.replaced else { return }
            ring.forgetDeparture(of: rotation.replaced)
        },
        .rotation("R23: a grace for the new primary leaves the previous one in force") { _, ring, rotation in
            guard let grace = rotation.grace, grace.key == rotation.new else { return }
            ring.forgetDeparture(of: rotation.replaced)
        },
        .rotation("R24: a grace without a primary is taken") { _, ring, rotation in
            guard rotation.new == nil, let grace = rotation.grace, !ring.accepts(grace.key) else { return }
            ring.deprecated.insert(HeldKey(key: grace.key), end: grace.end)
        },
        .rotation("B2: a promoted key stays additional") { before, ring, rotation in
            guard let new = rotation.new, before.isAdditional(new) else { return }
            ring.additional.append(HeldKey(key: new, isMapped: true))
        },
        .rotation("B12, B13: a key that gets a grace stays additional") { before, ring, rotation in
            guard let key = rotation.grace?.key, before.isAdditional(key), !ring.isAdditional(key) else { return }
            ring.additional.append(HeldKey(key: key, isMapped: true))
        },
        .rotation("B14, B15: a grace for the primary itself is taken") { _, ring, rotation in
            guard let grace = rotation.grace, grace.key == rotation.new else { return }
            ring.deprecated.insert(HeldKey(key: grace.key), end: grace.end)
        },
        .rotation("F6: a repeated notice moves the end") { before, ring, rotation in
            guard let grace = rotation.grace, before.deprecated.end(of: grace.key) != nil,
                ring.deprecated.end(of: grace.key) != nil
            else { return }
            ring.deprecated.insert(ring.take(grace.key), end: grace.end)
        },
        .rotation("F21: a past grace is taken") { _, ring, rotation in
            guard rotation.new != nil, let grace = rotation.grace, grace.end < rotation.now, !ring.accepts(grace.key)
            else { return }
            ring.deprecated.insert(ring.take(grace.key), end: grace.end)
        },
    ]

    static let lists: [RotatorDefect] = [
        .list("B8: a list that omits a predecessor revokes it") { _, ring, listing in
            for entry in ring.deprecated.keys where !listing.entries.contains(where: { $0.key == entry.key }) {
                ring.letGo(ring.take(entry.key))
            }
        },
        .list("B9: a list shortens a grace") { _, ring, listing in
            for entry in listing.entries {
                guard let end = entry.end, let kept = ring.deprecated.end(of: entry.key), end < kept else { continue }
                ring.deprecated.insert(ring.take(entry.key), end: end)
            }
        },
        .list("B10: a primary listed with an end ends") { _, ring, listing in
            guard let entry = listing.entries.first(where: { $0.key == ring.primary?.key }), let end = entry.end
            else { return }
            ring.expiring.insert(HeldKey(key: entry.key), end: end)
        },
        .list("R13, R20: a key that left and comes back in one drain is removed and added") { before, ring, _ in
            for held in before.departed where ring.isAdditional(held.key) {
                let index = ring.additional.firstIndex { $0.key == held.key }
                if let index { ring.additional[index] = HeldKey(key: held.key) }
                ring.departed.append(held)
            }
        },
        .list("R21: a past end is accepted until the next drain") { _, ring, listing in
            for entry in listing.entries {
                guard let end = entry.end, end < listing.now, !ring.accepts(entry.key) else { continue }
                ring.expiring.insert(ring.take(entry.key), end: end)
            }
        },
        .list("F3: an omitted key stays") { before, ring, _ in
            for held in before.additional where !ring.accepts(held.key) { ring.additional.append(ring.take(held.key)) }
        },
        .list("F4: a key that gets an end is added again") { before, ring, _ in
            for entry in ring.expiring.keys where before.isAdditional(entry.key) {
                _ = ring.take(entry.key)
                ring.expiring.insert(HeldKey(key: entry.key), end: entry.end)
            }
        },
        .list("F5: a changed end is ignored") { before, ring, _ in
            for entry in before.expiring.keys where ring.expiring.end(of: entry.key) != nil {
                ring.expiring.insert(ring.take(entry.key), end: entry.end)
            }
        },
        .list("F10: a listed predecessor becomes additional") { _, ring, listing in
            for entry in listing.entries where ring.deprecated.end(of: entry.key) != nil {
                ring.additional.append(ring.take(entry.key))
            }
        },
        .input("B24: the last of several ends counts", { $0.mapEntries { $0.reversed() } }),
        .input(
            "B25: a key that is listed active and expiring is active",
            { step in
                step.mapEntries { entries in
                    entries.map { entry in
                        entries.contains { $0.key == entry.key && $0.end == nil } ? ProofEntry(entry.key) : entry
                    }
                }
            }),
        .input(
            "F23: the keys of one kind become the other's",
            { step in
                guard case .setAdditional(.mobile, let entries, let now) = step else { return step }
                return .setAdditional(.sdk, entries, at: now)
            }),
    ]

    static let drains: [RotatorDefect] = [
        .drain("F1: an additional key gets a client") { _, rotator, changes in
            let keys = rotator.snapshot().sdk.additional.filter { changes.additions.contains($0.credential) }
            changes.clientStarts += keys
        },
        .drain("F20: a promoted key gets no client") { _, _, changes in
            let additions = changes.additions
            changes.clientStarts.removeAll { !additions.contains($0.credential) }
        },
        .drain("F7: predecessors of the SDK key never end") { before, rotator, changes in
            forget(before.sdk.deprecated.keys, of: before.sdk, &rotator.sdk, &changes) {
                $0.deprecated.insert($1, end: $2)
            }
        },
        .drain("F7: expiring SDK keys never end") { before, rotator, changes in
            forget(before.sdk.expiring.keys, of: before.sdk, &rotator.sdk, &changes) { $0.expiring.insert($1, end: $2) }
        },
        .drain("F7: predecessors of the mobile key never end") { before, rotator, changes in
            forget(before.mobile.deprecated.keys, of: before.mobile, &rotator.mobile, &changes) {
                $0.deprecated.insert($1, end: $2)
            }
        },
        .drain("F7: expiring mobile keys never end") { before, rotator, changes in
            forget(before.mobile.expiring.keys, of: before.mobile, &rotator.mobile, &changes) {
                $0.expiring.insert($1, end: $2)
            }
        },
        .input(
            "F8: a key ends at its end and not after it",
            { step in if case .drain(let now) = step { .drain(at: now + 1) } else { step } }),
        .input(
            "a key ends a moment late", { step in if case .drain(let now) = step { .drain(at: now - 1) } else { step } }
        ),
        .drain("S8: the primary is removed") { before, rotator, changes in
            guard let previous = before.sdk.primary, !previous.isMapped else { return }
            changes.removals.append(previous.key.credential)
        },
        .drain("S8: a removal is told twice") { _, _, changes in
            changes.removals += changes.removals.prefix(1)
        },
        .drain("B27: the same environment id is added again") { before, _, changes in
            guard let id = before.environmentID, !changes.additions.contains(.environmentID(id)) else { return }
            changes.additions.append(.environmentID(id))
        },
    ]

    /// Puts back what a drain let go of.
    private static func forget<Key>(
        _ entries: [EndingKey<Key>], of before: KeyRing<Key>, _ ring: inout KeyRing<Key>,
        _ changes: inout CredentialChanges, insert: (inout KeyRing<Key>, HeldKey<Key>, WallTime) -> Void
    ) {
        for entry in entries where !ring.accepts(entry.key) {
            changes.removals.removeAll { $0 == entry.key.credential }
            changes.clientStops.removeAll { $0.credential == entry.key.credential }
            insert(
                &ring, HeldKey(key: entry.key, isMapped: true, isActing: before.deprecated.end(of: entry.key) != nil),
                entry.end)
        }
    }
}

extension ProofStep {
    fileprivate func mapEntries(_ change: ([ProofEntry]) -> [ProofEntry]) -> ProofStep {
        guard case .setAdditional(let kind, let entries, let now) = self else { return self }
        return .setAdditional(kind, change(entries), at: now)
    }
}

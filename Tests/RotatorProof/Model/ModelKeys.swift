/// The four sets of one kind, as section 2 of the contract names them.
struct ModelKeys: Equatable {
    var primary: Int?
    var additional: Set<Int> = []
    var expiringAdditional: [Int: Int] = [:]
    var deprecated: [Int: Int] = [:]

    /// S5.
    var accepted: Set<Int> {
        additional.union(expiringAdditional.keys).union(deprecated.keys).union(primary.map { [$0] } ?? [])
    }

    /// S6: who has an upstream client, where the kind is one that has them.
    var acting: Set<Int> { Set(deprecated.keys).union(primary.map { [$0] } ?? []) }

    var nextEnd: Int? { (Array(expiringAdditional.values) + Array(deprecated.values)).min() }

    /// Section 13: valid while now <= end.
    mutating func end(at now: Int) {
        expiringAdditional = expiringAdditional.filter { now <= $0.value }
        deprecated = deprecated.filter { now <= $0.value }
    }

    /// Section 4.3 with R1-R4, R23 and R24 put right.
    mutating func rotate(to new: Int?, grace: ProofGrace?, at now: Int) -> [ModelWarning] {
        end(at: now)
        guard let new else { return grace == nil ? [] : [.graceWithoutPrimary] }
        // R1: the new primary is in no other set. The one before it is in none at all unless a valid grace says so.
        primary = new
        additional.remove(new)
        expiringAdditional[new] = nil
        deprecated[new] = nil
        guard let grace else { return [] }
        if grace.key == new { return [.selfRotation] }
        if let kept = deprecated[grace.key] { return kept == grace.end ? [] : [.otherEndForPredecessor] }
        if now > grace.end { return [] }
        additional.remove(grace.key)
        expiringAdditional[grace.key] = nil
        deprecated[grace.key] = grace.end
        return []
    }

    /// Section 4.4, from entries as on the wire (section 10, C24).
    mutating func setAdditional(_ entries: [ProofEntry], at now: Int) -> [ModelWarning] {
        end(at: now)
        var warnings: [ModelWarning] = []
        var (active, expiring): (Set<Int>, [Int: Int]) = ([], [:])
        for entry in entries {
            if let end = entry.end, expiring[entry.key] == nil { expiring[entry.key] = end }
        }
        for entry in entries where expiring[entry.key] == nil { active.insert(entry.key) }
        if let primary, active.remove(primary) != nil { warnings.append(.primaryListed) }
        if let primary, expiring.removeValue(forKey: primary) != nil { warnings.append(.primaryListedWithEnd) }
        for key in deprecated.keys where active.remove(key) != nil || expiring.removeValue(forKey: key) != nil {
            warnings.append(.predecessorListed)
        }
        additional = active
        expiringAdditional = expiring.filter { now <= $0.value }
        return warnings
    }
}

/// The warnings of section 14.
enum ModelWarning: String, Comparable {
    case graceWithoutPrimary, selfRotation, otherEndForPredecessor, primaryListed, primaryListedWithEnd
    case predecessorListed

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

import History

/// The keys of one kind of one environment: what sections 0 and 4 of environment-credentials.md make of the documents.
///
/// Written from the contract alone, and knowing nothing of the code that it is to judge.
struct KeySets: Hashable {
    private(set) var primary: CredentialID?
    private(set) var additional: Set<CredentialID> = []
    /// Additional keys that end, and keys that were primary; ends are inclusive.
    private(set) var ending: [CredentialID: Time] = [:]
    private(set) var predecessors: [CredentialID: Time] = [:]
    /// What became of them depends on which of two moments came first that nobody can tell apart.
    private(set) var doubtful: Set<CredentialID> = []

    init() {}

    /// Before the first document that is known again: whatever may be left, and what it does not settle, is doubtful.
    init(behind lingering: Lingering.Keys, _ stated: StatedKeys) {
        doubtful = lingering.predecessors.union(stated.primary == nil ? lingering.primaries : [])
    }

    mutating func take(_ stated: StatedKeys, at now: Time, within tolerance: Int64) {
        doubt(stated, at: now, within: tolerance)
        ending = ending.filter { now <= $0.value }
        predecessors = predecessors.filter { now <= $0.value }
        rotate(stated, at: now)
        list(stated, at: now)
        if let primary { doubtful.remove(primary) }
    }

    /// Section 4.3. Where no primary is named none is replaced, and a notice is not heard (R24).
    private mutating func rotate(_ stated: StatedKeys, at now: Time) {
        guard let new = stated.primary else { return }
        primary = new
        leave(new)
        // The first end of a grace counts, and a notice that is past or names the primary covers nobody: whoever was
        // primary and is covered by none is gone (R2, R3, R4, R23).
        guard let grace = stated.grace, grace.key != new, predecessors[grace.key] == nil, now <= grace.end else {
            return
        }
        leave(grace.key)
        predecessors[grace.key] = grace.end
    }

    private mutating func leave(_ key: CredentialID) {
        additional.remove(key)
        ending[key] = nil
        predecessors[key] = nil
    }

    /// Section 4.4: the whole list, omission is deletion; the primary and who is in grace are not the list's.
    private mutating func list(_ stated: StatedKeys, at now: Time) {
        func isFree(_ key: CredentialID) -> Bool { key != primary && predecessors[key] == nil }
        additional = Set(stated.active.filter(isFree))
        let ends = stated.ending.filter { isFree($0.key) && now <= $0.end }
        ending = Dictionary(ends.map { ($0.key, $0.end) }) { first, _ in first }
    }

    /// A grace that ends just now is either still there, and keeps its first end, or it is not, and begins anew.
    private mutating func doubt(_ stated: StatedKeys, at now: Time, within tolerance: Int64) {
        func isClose(_ end: Time?) -> Bool { end.map { $0 != .never && abs($0 - now) <= tolerance } ?? false }
        let named = stated.active + stated.ending.map(\.key) + (stated.grace.map { [$0.key] } ?? [])
        for key in named where isClose(predecessors[key]) { doubtful.insert(key) }
        if let grace = stated.grace, isClose(grace.end) { doubtful.insert(grace.key) }
    }

    // MARK: what follows

    /// Until when each key is accepted; never for those that do not end by themselves.
    var ends: [CredentialID: Time] {
        var ends = ending.merging(predecessors) { first, _ in first }
        for key in additional { ends[key] = .never }
        if let primary { ends[primary] = .never }
        return ends
    }

    /// Those that act for the environment: the primary and its predecessors.
    var acting: [CredentialID: Time] {
        var acting = predecessors
        if let primary { acting[primary] = .never }
        return acting
    }

    func role(of key: CredentialID) -> EnvironmentRole? {
        if key == primary { return .primary }
        if additional.contains(key) { return .additional }
        if ending[key] != nil { return .ending }
        return predecessors[key] == nil ? nil : .predecessor
    }
}

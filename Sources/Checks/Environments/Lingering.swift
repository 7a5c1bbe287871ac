import History

/// What a document that nobody knows may leave behind. Documents are whole but for two things: a grace that runs is kept by
/// one that does not repeat it, and so is a primary by one that names none.
struct Lingering: Hashable {
    /// Of one kind.
    struct Keys: Hashable {
        var predecessors: Set<CredentialID> = []
        var primaries: Set<CredentialID> = []
    }

    var sdk = Keys()
    var mobile = Keys()
}

extension Lingering.Keys {
    /// Of what was held before, and had not ended by then.
    init(_ sets: KeySets, alive time: Time) {
        predecessors = Set(sets.predecessors.filter { $0.value >= time }.keys).union(sets.doubtful)
        primaries = sets.primary.map { [$0] } ?? []
    }

    mutating func take(_ stated: StatedKeys) {
        if let grace = stated.grace { predecessors.insert(grace.key) }
        if let primary = stated.primary { primaries.insert(primary) }
    }
}

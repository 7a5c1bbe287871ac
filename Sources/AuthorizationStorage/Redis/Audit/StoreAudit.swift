/// What is wrong with the keys of a storage, seen from outside: nothing, where every step is one step.
public struct StoreAudit: Equatable, Sendable {
    /// Keys that were looked at.
    public internal(set) var keys = 0
    /// Rows and indexes without an end that should have one.
    public internal(set) var endless = 0
    /// Members of indexes that name nothing that is there. A step that takes a row away takes its members along; a row
    /// that ends by itself is a member until something is added to the index again, which drops such members, or until
    /// the index ends. So this may be more than 0 where rows have ended since, but it does not grow with their number.
    public internal(set) var orphanMembers = 0
    /// Rows that no index names.
    public internal(set) var unindexed = 0
    /// Indexes that end before one of their members does.
    public internal(set) var shortIndexes = 0
    /// Keys of kinds that no storage has, or of a wrong type.
    public internal(set) var unknown = 0

    public var isClean: Bool { endless + orphanMembers + unindexed + shortIndexes + unknown == 0 }
}

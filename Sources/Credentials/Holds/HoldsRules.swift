/// The times of specs/versions.md section 7, in milliseconds.
package enum HoldsRules {
    /// A replica that has a link writes its entry at least this often.
    package static let interval: Int64 = 5_000
    /// Changes are gathered this long before they are written.
    package static let coalescing: Int64 = 100
    /// An entry that is older says nothing of its replica any more.
    package static let missingAfter: Int64 = 15_000
    /// An entry that is older is no entry.
    package static let forgottenAfter: Int64 = 86_400_000
    /// How much later than its last entry a replica may have read well for the last time: up to the next entry, which
    /// did not come, and the deadline of a read that was under way.
    package static let refusalMargin: Int64 = interval + 1_000
}

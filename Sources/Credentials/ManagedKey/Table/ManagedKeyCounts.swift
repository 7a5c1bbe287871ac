/// How many keys a table knows, by what it would say to their holders. What the store has lost is none of them.
package struct ManagedKeyCounts: Equatable, Sendable {
    package var active = 0
    package var expired = 0
    package var inactive = 0

    package init(active: Int = 0, expired: Int = 0, inactive: Int = 0) {
        self.active = active
        self.expired = expired
        self.inactive = inactive
    }

    package static func += (counts: inout ManagedKeyCounts, more: ManagedKeyCounts) {
        counts.active += more.active
        counts.expired += more.expired
        counts.inactive += more.inactive
    }
}

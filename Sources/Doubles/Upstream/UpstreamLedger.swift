import DequeModule

/// One thing that happened to one connection, as upstream saw it.
package struct UpstreamEntry: Equatable, Sendable {
    package enum What: UInt8, Sendable, CaseIterable {
        /// The credential was good, and the connection counts as open from here.
        case opened = 1
        case refused
        /// A start was held back, or reset, by order.
        case held
        case failed
        /// The replica closed an open connection in good order.
        case closed
        /// Upstream ended an open connection by order.
        case dropped
        /// An open connection broke: reset, or its replica reads nothing any more.
        case broken
        /// It ended before it was open: it was held, or never said who it is.
        case gone
        /// Events came as this credential, on whichever connection of the replica: it was good, or it was not.
        case events
        case denied
    }

    /// Counted from 1.
    package let serial: UInt64
    /// Nanoseconds of steady time.
    package let time: UInt64
    package let replica: UInt32
    package let incarnation: UInt32
    /// ``UpstreamKey/unknown`` for one that upstream does not know.
    package let credential: UInt32
    package let what: What
}

/// Some entries, in their order.
package struct UpstreamPage: Equatable, Sendable {
    /// The most entries that one answer holds.
    package static let limit = 10_000

    package let entries: [UpstreamEntry]
    /// The first that is still there; when a reader is behind it, what it missed is lost.
    package let first: UInt64

    package init(entries: [UpstreamEntry], first: UInt64) {
        self.entries = entries
        self.first = first
    }
}

/// How many connections one life of a replica has, or had, under one credential.
package struct UpstreamCount: Equatable, Sendable {
    package let replica: UInt32
    package let incarnation: UInt32
    package let credential: UInt32
    package var open: UInt32 = 0
    /// The most that were open at one time: over 1, something was opened twice.
    package var most: UInt32 = 0
    package var opened: UInt64 = 0

    package init(replica: UInt32, incarnation: UInt32, credential: UInt32) {
        self.replica = replica
        self.incarnation = incarnation
        self.credential = credential
    }
}

/// Everything that happened at upstream, and what is open now.
struct UpstreamLedger {
    struct Holder: Hashable {
        let replica: UInt32
        let incarnation: UInt32
        let credential: UInt32
    }

    private var entries: Deque<UpstreamEntry> = []
    private var serial: UInt64 = 0
    private var byHolder: [Holder: UpstreamCount] = [:]
    /// Entries that are kept; a storm at 500 replicas makes some ten thousand.
    static let longest = 1_000_000

    mutating func note(_ what: UpstreamEntry.What, _ holder: Holder, at time: UInt64) {
        serial += 1
        if entries.count == Self.longest { entries.removeFirst() }
        entries.append(
            UpstreamEntry(
                serial: serial, time: time, replica: holder.replica, incarnation: holder.incarnation,
                credential: holder.credential, what: what))
        switch what {
        case .opened: count(holder) { $0.open += 1 }
        case .closed, .dropped, .broken: count(holder) { $0.open -= 1 }
        case .refused, .held, .failed, .gone, .events, .denied: break
        }
    }

    private mutating func count(_ holder: Holder, _ change: (inout UpstreamCount) -> Void) {
        var count =
            byHolder[holder]
            ?? UpstreamCount(
                replica: holder.replica, incarnation: holder.incarnation, credential: holder.credential)
        let before = count.open
        change(&count)
        if count.open > before { count.opened += 1 }
        count.most = max(count.most, count.open)
        byHolder[holder] = count
    }

    /// By replica, incarnation and credential.
    var counts: [UpstreamCount] {
        byHolder.values.sorted {
            ($0.replica, $0.incarnation, $0.credential) < ($1.replica, $1.incarnation, $1.credential)
        }
    }

    var open: Int { byHolder.values.reduce(0) { $0 + Int($1.open) } }

    func page(after last: UInt64) -> UpstreamPage {
        let first = entries.first?.serial ?? serial + 1
        let skipped = last >= first ? Int(min(last - first + 1, UInt64(entries.count))) : 0
        return UpstreamPage(entries: Array(entries.dropFirst(skipped).prefix(UpstreamPage.limit)), first: first)
    }
}

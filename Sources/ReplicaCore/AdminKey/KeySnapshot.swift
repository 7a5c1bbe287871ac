import Credentials
import History

/// What decisions read: immutable, swapped as a whole, and read once per request.
package struct KeySnapshot: Sendable {
    package let table: KeyTable
    /// Zero for a key of the replica's own, and on a plain slot.
    package let version: VersionStamp
    /// Of the current admin key; `none` when there is none in force.
    package let fingerprint: FingerprintBits
    /// Of the outgoing keys, in the order of their places.
    package let outgoing: [FingerprintBits]
    /// False while the current key is the replica's own and Redis has not confirmed it.
    package let isConfirmed: Bool
    /// True until the first good read when the replica starts with `refuse`.
    package let awaitsFirstRead: Bool
    /// From then on admin keys are refused, because the last good read is too old; nil with `keep`.
    package internal(set) var staleAt: SteadyTime?

    /// Decides on what a caller presented. Ends and staleness are judged here and now, not when a timer fires.
    package func decide(_ token: UnsafeRawBufferPointer, at now: Moment, on route: RouteKind) -> Decision {
        table.decide(token, at: now.wall, on: route, refusesAdmin: refusesAdmin(at: now.steady))
    }

    /// True when admin keys are refused for want of a good read: a face answers 503 instead of 401.
    package func refusesAdmin(at steady: SteadyTime) -> Bool {
        if awaitsFirstRead { return true }
        guard let staleAt else { return false }
        return staleAt <= steady
    }

    /// Which key a request is attributed to.
    package func fingerprint(of place: AdminKeyPlace) -> FingerprintBits {
        switch place {
        case .current: fingerprint
        case .outgoing(let index): outgoing.indices.contains(index) ? outgoing[index] : .none
        }
    }
}

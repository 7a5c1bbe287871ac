/// The right to register for one key, until it ends.
///
/// The number fences: a store refuses what comes under a lease while another one is in force, so that a holder that was
/// frozen cannot end the work of its successor.
package struct RegistrationLease: Hashable, Sendable {
    package let key: RegistrationKey
    /// Drawn once by a replica: asking again with the same one gets the same lease.
    package let holder: Nonce
    package let fence: UInt64

    package init(key: RegistrationKey, holder: Nonce, fence: UInt64) {
        self.key = key
        self.holder = holder
        self.fence = fence
    }
}

package struct LeaseRequest: Hashable, Sendable {
    package let key: RegistrationKey
    package let holder: Nonce
    package let milliseconds: Int64

    package init(key: RegistrationKey, holder: Nonce, milliseconds: Int64) {
        self.key = key
        self.holder = holder
        self.milliseconds = milliseconds
    }
}

/// What became of a request for a lease; the row was read in the same instant.
package enum LeaseResult: Equatable, Sendable {
    /// `isSoundToStore` where the store would not overwrite the row: a reader that finds it malformed all the same must not
    /// register, for it would lose each time.
    case taken(RegistrationLease, stands: RegistrationReading, isSoundToStore: Bool)
    /// Somebody has it, for so many more milliseconds.
    ///
    /// `failures`: how often in a row it went wrong, when nobody works under it any more and all have to wait.
    case held(milliseconds: Int64, failures: Int, stands: RegistrationReading)
}

/// A lease that nobody works under, left behind so that a fleet does not press on a server that fails.
package struct LeasePause: Hashable, Sendable {
    package let milliseconds: Int64
    /// In a row, this one included.
    package let failures: Int

    package init(milliseconds: Int64, failures: Int) {
        self.milliseconds = milliseconds
        self.failures = failures
    }
}

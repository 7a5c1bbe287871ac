import History

/// What a replica says of itself at any time, for the coordinator that waits for it: the newest only, no history.
package struct LiveStatus: Equatable, Sendable {
    package var incarnation: Incarnation
    package var isReady: Bool
    package var version: VersionStamp
    package var fingerprint: FingerprintBits
    /// `CLOCK_MONOTONIC`, nanoseconds; 0 before the first good read.
    package var lastGoodRead: UInt64
    /// Everything up to this revision of the managed keys is known; 0 without managed keys.
    package var keyRevision: UInt64

    package init(
        incarnation: Incarnation, isReady: Bool = false, version: VersionStamp = .zero,
        fingerprint: FingerprintBits = .none, lastGoodRead: UInt64 = 0, keyRevision: UInt64 = 0
    ) {
        self.incarnation = incarnation
        self.isReady = isReady
        self.version = version
        self.fingerprint = fingerprint
        self.lastGoodRead = lastGoodRead
        self.keyRevision = keyRevision
    }

    /// Of a region that nobody has written yet; lives count from 1.
    package static let none = LiveStatus(incarnation: Incarnation(0))
}

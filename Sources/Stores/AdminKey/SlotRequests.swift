import Credentials

/// A configured key that stands for election in an absent slot.
package struct SlotBootstrap: Equatable, Sendable {
    package let value: Secret
    package let nonce: Nonce
    /// The slot's field `k` if this one wins; a plain slot has none.
    package let fingerprintKey: FingerprintKey
    /// Of the value, for the log.
    package let fingerprint: Fingerprint

    package init(value: Secret, nonce: Nonce, fingerprintKey: FingerprintKey, fingerprint: Fingerprint) {
        self.value = value
        self.nonce = nonce
        self.fingerprintKey = fingerprintKey
        self.fingerprint = fingerprint
    }
}

/// A confirmed value that goes back into an absent plain slot.
package struct SlotReplant: Equatable, Sendable {
    package let value: Secret
    package let nonce: Nonce
    package let fingerprint: Fingerprint

    package init(value: Secret, nonce: Nonce, fingerprint: Fingerprint) {
        self.value = value
        self.nonce = nonce
        self.fingerprint = fingerprint
    }
}

/// What makes a change by an operator one change, however often it is sent.
package struct ChangeIdentity: Equatable, Sendable {
    /// Drawn once per change and sent again with each retry: the same nonce is the same change.
    package let nonce: Nonce
    /// The highest epoch that the operator knows, from itself and from replicas; one that no reader would accept yet
    /// counts as none.
    package var floor: Epoch
    /// True only if nobody can have sent this nonce before: then the look through the whole log is spared.
    package var isFirstAttempt: Bool

    package init(nonce: Nonce, floor: Epoch = .zero, isFirstAttempt: Bool = false) {
        self.nonce = nonce
        self.floor = floor
        self.isFirstAttempt = isFirstAttempt
    }
}

/// A new key, with a grace for the one before it.
package struct SlotRotation: Equatable, Sendable {
    package let value: Secret
    package let identity: ChangeIdentity
    /// Rounded up to milliseconds; zero ends every older key at once.
    package let graceNanoseconds: UInt64
    /// Becomes the slot's if it has none.
    package let fingerprintKey: FingerprintKey
    package let fingerprint: Fingerprint

    package init(
        value: Secret, identity: ChangeIdentity, graceNanoseconds: UInt64 = 0, fingerprintKey: FingerprintKey,
        fingerprint: Fingerprint
    ) {
        self.value = value
        self.identity = identity
        self.graceNanoseconds = graceNanoseconds
        self.fingerprintKey = fingerprintKey
        self.fingerprint = fingerprint
    }

    /// Ten years; beyond it an end may not fit into a slot's record.
    package static let longestGraceNanoseconds: UInt64 = 3650 * 86_400 * 1_000_000_000
    var graceMilliseconds: UInt64 { (graceNanoseconds + 999_999) / 1_000_000 }
}

/// The kill switch: no admin key at all until the next rotation.
package struct SlotRevocation: Equatable, Sendable {
    package let identity: ChangeIdentity
    /// Becomes the slot's if it has none.
    package let fingerprintKey: FingerprintKey

    package init(identity: ChangeIdentity, fingerprintKey: FingerprintKey) {
        self.identity = identity
        self.fingerprintKey = fingerprintKey
    }
}

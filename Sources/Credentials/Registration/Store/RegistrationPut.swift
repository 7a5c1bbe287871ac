/// A registration that wants to be the one of its key.
package struct RegistrationPut: Equatable, Sendable {
    package enum Condition: Equatable, Sendable {
        /// Whatever stands there: what the last writer says, counts.
        case always
        /// Only where nothing sound stands.
        case absent
        /// Only over exactly this version: an update of what is there.
        case present(Version)
        /// Where nothing sound stands, or this version or a lower one.
        case notAbove(Version)
    }

    /// Its generation is made by the store; its nonce makes a repeated put the same put.
    package let registration: Registration
    package let condition: Condition
    /// The put is refused while another lease is in force; this one ends with success.
    package let lease: RegistrationLease?
    /// The highest generation that the writer knows.
    package let floor: Epoch

    package init(
        _ registration: Registration, if condition: Condition, lease: RegistrationLease? = nil, floor: Epoch = .zero
    ) {
        self.registration = registration
        self.condition = condition
        self.lease = lease
        self.floor = floor
    }

    /// Whether who loses is noted for withdrawal, this one or what stood there: the last writer of all does not care, and an
    /// update is of the same client.
    package var notesLoser: Bool {
        switch condition {
        case .always, .present: false
        case .absent, .notAbove: true
        }
    }
}

/// What a put or a put-back came to, and what stands there now.
package struct RegistrationPutResult: Equatable, Sendable {
    package enum Effect: String, Sendable {
        case wrote
        /// The same nonce stands there: by an attempt whose answer was lost.
        case already
        /// The condition did not hold.
        case lost
        /// Another lease is in force.
        case fenced
        /// It was withdrawn at the authorization server before: it must not come back.
        case withdrawn
    }

    package let effect: Effect
    package let stands: RegistrationReading

    package init(_ effect: Effect, stands: RegistrationReading) {
        self.effect = effect
        self.stands = stands
    }

    package var isInForce: Bool { effect == .wrote || effect == .already }
}

/// Whether a loser may be withdrawn now, as the store says in the instant of the question.
package enum WithdrawalPermit: String, Sendable {
    case go
    /// The winner that the caller knows does not stand there (any more).
    case wait
    /// The loser itself stands there: it was put back, and is taken off the list.
    case inUse = "in-use"
    /// Somebody has withdrawn it already.
    case gone
}

import History

/// One look at the row of a registration on one node: another than at the look before.
struct RowLook: Equatable {
    var id: RegistrationID
    var client: FingerprintBits
    var state: RowState
    var generation: UInt64
    /// Milliseconds that it has left, -1 for no end, -2 where there is no row.
    var life: Int64
    var called: Time
    var returned: Time
    var node: NodeID

    var isGood: Bool { state == .good }
}

/// One registration as the authorization server's ledger has it at the end.
struct LedgerLine: Equatable {
    var id: RegistrationID
    var client: FingerprintBits
    var state: LedgerState
    var isAnswered: Bool
    /// Unix seconds, 0 for none.
    var registeredAt: UInt64
    var secretEnds: UInt64
    /// How often it let in who used it, and how often not.
    var uses: Int
    var refusedUses: Int
    /// When the ledger was read.
    var read: Time
}

/// At the end it stood among those that are to be withdrawn.
struct ListedLoser: Hashable {
    var id: RegistrationID
    var client: FingerprintBits
}

/// A replica was asked to prove at an upstream who it is.
struct ShownRegistration: Equatable {
    var id: RegistrationID
    var life: Life
    var result: ShownResult
    var called: Time
    var returned: Time
}

extension RunModel {
    /// What the coordinator says of registrations.
    mutating func take(_ event: RegistrationEvent, at time: Time) {
        switch event {
        case .ledger(
            let id, let client, let state, let isAnswered, let registeredAt, let secretEnds, let uses, let refused):
            ledger.append(
                LedgerLine(
                    id: id, client: client, state: state, isAnswered: isAnswered, registeredAt: registeredAt,
                    secretEnds: secretEnds, uses: Int(uses), refusedUses: Int(refused), read: time))
        case .row(let id, let client, let state, let generation, let life, let called, let node):
            rowLooks.append(
                RowLook(
                    id: id, client: client, state: state, generation: generation, life: life, called: Time(called),
                    returned: time, node: node))
        case .listed(let id, let client): listedLosers.insert(ListedLoser(id: id, client: client))
        case .shown(let id, let life, let result, let called):
            shown.append(
                ShownRegistration(id: id, life: life, result: result, called: Time(called), returned: time))
        default: break  // a replica's
        }
    }

    /// Unix seconds in the run's monotonic time; 0, and what no clock of ours will see, is never.
    func monotonic(unixSeconds: UInt64) -> Time {
        guard unixSeconds > 0, unixSeconds <= 9_000_000_000 else { return .never }
        return monotonic(unixMilliseconds: unixSeconds * 1_000)
    }
}

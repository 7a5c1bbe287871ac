import Credentials

/// The rotator's words turned into the model's.
extension ModelKeys {
    init<Key: EnvironmentKey>(_ keys: KeySnapshot<Key>) {
        primary = keys.primary.map { ProofKeys.number(of: $0) }
        additional = Set(keys.additional.map { ProofKeys.number(of: $0) })
        for entry in keys.expiringAdditional {
            expiringAdditional[ProofKeys.number(of: entry.key)] = entry.milliseconds
        }
        for entry in keys.deprecated { deprecated[ProofKeys.number(of: entry.key)] = entry.milliseconds }
    }
}

extension EndingKey {
    fileprivate var milliseconds: Int { Int(end.milliseconds) }
}

extension ModelStanding {
    /// - Parameter repeated: set when a credential is listed twice.
    init(_ credentials: [EnvironmentCredential], clients keys: [SDKKey], repeated: inout Bool) {
        for credential in credentials {
            let isNew =
                switch credential {
                case .sdkKey(let key): sdk.insert(ProofKeys.number(of: key)).inserted
                case .mobileKey(let key): mobile.insert(ProofKeys.number(of: key)).inserted
                case .environmentID(let id): environmentIDs.insert(ProofKeys.number(of: id)).inserted
                }
            repeated = repeated || !isNew
        }
        clients = Set(keys.map { ProofKeys.number(of: $0) })
        repeated = repeated || clients.count != keys.count
    }

    func union(_ other: ModelStanding) -> ModelStanding {
        ModelStanding(
            sdk: sdk.union(other.sdk), mobile: mobile.union(other.mobile),
            environmentIDs: environmentIDs.union(other.environmentIDs), clients: clients.union(other.clients))
    }

    func isDisjoint(with other: ModelStanding) -> Bool { subtracting(other) == self }
}

extension ModelWarning {
    init?(_ notice: CredentialNotice) {
        switch notice.event {
        case .graceWithoutPrimary: self = .graceWithoutPrimary
        case .graceForPrimary: self = .selfRotation
        case .keptFirstEnd: self = .otherEndForPredecessor
        case .primaryListed: self = .primaryListed
        case .primaryListedWithEnd: self = .primaryListedWithEnd
        case .predecessorListed: self = .predecessorListed
        default: return nil
        }
    }
}

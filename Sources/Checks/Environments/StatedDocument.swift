import History

/// What a document says of the keys of one kind.
struct StatedKeys: Equatable {
    struct Ending: Equatable {
        var key: CredentialID
        /// Inclusive.
        var end: Time
    }

    var primary: CredentialID?
    /// Who is said to have been primary, and until when it lives on.
    var grace: Ending?
    /// Without an end, and with one. A key listed in both ways ends; of several ends the first counts.
    var active: [CredentialID] = []
    var ending: [Ending] = []

    fileprivate mutating func take(_ statement: Statement) {
        let key = statement.credential
        switch statement.role {
        case .primary: primary = primary ?? key
        case .predecessor: grace = grace ?? Ending(key: key, end: statement.end)
        case .additional where !isListed(key): active.append(key)
        case .ending where !ending.contains { $0.key == key }:
            active.removeAll { $0 == key }
            ending.append(Ending(key: key, end: statement.end))
        case .additional, .ending: break
        }
    }

    private func isListed(_ key: CredentialID) -> Bool { active.contains(key) || ending.contains { $0.key == key } }
}

/// A document, or the word that its environment is no more.
struct StatedDocument: Equatable {
    var isDeletion: Bool
    var sdk = StatedKeys()
    var mobile = StatedKeys()

    init(_ operation: DocumentOperation, _ model: RunModel) {
        isDeletion = operation.isDeletion
        for statement in operation.statements {
            switch model.credential(statement.credential)?.kind {
            case .sdkKey: sdk.take(statement)
            case .mobileKey: mobile.take(statement)
            default: break  // the environment's own id is in every document
            }
        }
    }

    /// Where what it does depends on when it is applied.
    var ends: [Time] {
        [sdk, mobile].flatMap { keys in (keys.grace.map { [$0.end] } ?? []) + keys.ending.map(\.end) }
    }
}

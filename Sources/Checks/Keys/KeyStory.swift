import History

/// When a change of a key began to hold.
struct KeyTurn: Equatable {
    /// Nobody can have seen it before.
    var invoked: Time
    /// Acknowledged, proved, or put back: from here on the bounds run. Never, while nobody knows.
    var known: Time
}

/// What one life did to a key itself, and said so: for it there is no bound (W1).
struct OwnTurns: Equatable {
    var life: Life
    /// It answered 201.
    var created: Time?
    /// It answered 204.
    var deactivated: Time?
}

/// What became of one managed key. Racing deactivations are one: the first that is known counts.
struct KeyStory: Equatable {
    /// Nil: nobody made it, or in vain.
    var creation: KeyTurn?
    /// Nil: nobody asked for it, or in vain.
    var deactivation: KeyTurn?
    /// When the key ends by itself; never without an end.
    var end = Time.never
    /// From here on the store may be without it.
    var lostFrom = Time.never
    var own: [OwnTurns] = []

    static let unknown = KeyStory()

    /// What the operations on one key add up to; `writes` are those of them that took effect.
    init(_ operations: [KeyOperation], _ writes: [KeyWrite], undone: [Int: KeyLosses.Undoing]) {
        creation = Self.turn(.create, operations, writes, undone)
        deactivation = Self.turn(.deactivate, operations, writes, undone)
        lostFrom =
            writes.lazy.filter { $0.kind == .create }.compactMap { write in
                undone[write.operation].flatMap { $0.fate == .lost ? $0.from : nil }
            }.min() ?? .never
        end = operations.first { $0.kind == .create }?.endOfKey ?? .never
        for (operation, write) in Self.told(operations, writes) where undone[write.operation] == nil {
            note(operation)
        }
    }

    private init() {}

    private static func turn(
        _ kind: KeyOperation.Kind, _ operations: [KeyOperation], _ writes: [KeyWrite],
        _ undone: [Int: KeyLosses.Undoing]
    ) -> KeyTurn? {
        let asked = operations.filter { $0.kind == kind && $0.outcome != .failed }
        guard let invoked = asked.map(\.invoked).min() else { return nil }
        let known = writes.filter { $0.kind == kind }.map { standing($0, undone[$0.operation]) }
        return KeyTurn(invoked: invoked, known: known.min() ?? .never)
    }

    /// From when on it counts. A key that was lost was there until then; a death that was lost leaves all open.
    private static func standing(_ write: KeyWrite, _ undoing: KeyLosses.Undoing?) -> Time {
        switch undoing?.fate {
        case nil: write.known
        case .lost: write.kind == .create ? write.known : .never
        case .restored(let time): max(write.known, time)
        }
    }

    /// Operations that were acknowledged, with what came of them.
    private static func told(
        _ operations: [KeyOperation], _ writes: [KeyWrite]
    ) -> [(KeyOperation, KeyWrite)] {
        writes.compactMap { write in
            operations.first { $0.number == write.number && $0.isAcknowledged }
                .map { ($0, write) }
        }
    }

    private mutating func note(_ operation: KeyOperation) {
        guard let writer = operation.writer, let told = operation.returned else { return }
        let index = own.firstIndex { $0.life == writer } ?? own.endIndex
        if index == own.endIndex { own.append(OwnTurns(life: writer)) }
        switch operation.kind {
        case .create: own[index].created = min(told, own[index].created ?? .never)
        case .deactivate: own[index].deactivated = min(told, own[index].deactivated ?? .never)
        }
    }
}

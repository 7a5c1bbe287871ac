import History

/// Operations on managed keys that had taken effect, and that a fault undid: what stands on the primary two polls after
/// everything has healed has never seen them, or has seen them only since somebody put them back.
struct KeyLosses {
    enum Fate: Equatable {
        /// Nothing stands there that shows it, and nobody put it back.
        case lost
        /// A replica, or another operation, put it back; it was read there again then.
        case restored(at: Time)
    }

    struct Undoing: Equatable {
        var fate: Fate
        /// When it may have been undone at the earliest.
        var from: Time

        /// Of two faults the one that nobody mended counts, or else the later mending.
        fileprivate func outweighs(_ other: Undoing?) -> Bool {
            guard let other else { return true }
            guard case .restored(let last) = other.fate else { return false }
            if case .restored(let time) = fate { return time > last }
            return true
        }
    }

    /// By index of the operation.
    private(set) var undone: [Int: Undoing] = [:]
    private let end: Time
    /// In the order of the model; those of one key are few.
    private let invocations: [CredentialID: [Time]]
    private let sightings: KeySightings
    /// The coordinator looks every 50 ms; a few looks may come late.
    private static let mostBetweenLooks: Int64 = 250_000_000
    private static let mostUnnoticed: Int64 = 1_000_000_000

    init(_ model: RunModel, _ writes: [KeyWrite], _ sightings: KeySightings, poll: Int64) {
        end = model.end
        self.sightings = sightings
        invocations = Dictionary(grouping: model.keyOperations.filter { $0.outcome != .failed }, by: \.credential)
            .mapValues { $0.map(\.invoked).sorted() }
        for (index, operation) in model.keyOperations.enumerated() where operation.outcome == .lost {
            undone[index] = Undoing(fate: .lost, from: operation.invoked)
        }
        for jeopardy in Jeopardy.all(model, writes, poll: poll) {
            for write in writes where jeopardy.endangers(write) {
                guard let undoing = undoing(of: write, jeopardy), undoing.outweighs(undone[write.operation]) else {
                    continue
                }
                undone[write.operation] = undoing
            }
        }
    }

    private func undoing(of write: KeyWrite, _ jeopardy: Jeopardy) -> Undoing? {
        let until = nextOperation(on: write.credential, after: jeopardy.settled)
        let looked = min(until, sightings.end(of: write.credential))
        guard jeopardy.settled.later(by: Self.mostBetweenLooks) <= looked else { return nil }
        let seen = sightings[write.credential].filter { $0.returned <= looked && $0.state != .damaged }
        guard let last = seen.last else { return nil }
        // A new primary is seen when it is asked, and that may be late.
        let from = jeopardy.isMove ? jeopardy.from.later(by: -Self.mostUnnoticed) : jeopardy.from
        if last.isBelow(write.kind) { return Undoing(fate: .lost, from: from) }
        return restored(write, seen, jeopardy).map { Undoing(fate: .restored(at: $0), from: from) }
    }

    /// When it stood there again; nil when it had never been gone.
    private func restored(_ write: KeyWrite, _ seen: [KeySighting], _ jeopardy: Jeopardy) -> Time? {
        let behind = seen.filter { $0.returned >= jeopardy.from }
        if let dip = behind.lastIndex(where: { $0.called >= write.known && $0.isBelow(write.kind) }) {
            return behind[(dip + 1)...].first?.returned
        }
        // A death never seen there before the fault: it may have been gone before the coordinator looked. Nobody makes a
        // lost key again, so that one which stands there was never gone.
        let wasSeen = seen.contains { $0.returned < jeopardy.from && !$0.isBelow(write.kind) }
        guard write.kind == .deactivate, !wasSeen, write.known < jeopardy.from else { return nil }
        return behind.first { !$0.isBelow(write.kind) }?.returned
    }

    private func nextOperation(on credential: CredentialID, after time: Time) -> Time {
        let next = invocations[credential]?.first { $0 >= time }
        return min(next ?? .never, end)
    }
}

extension Jeopardy {
    func endangers(_ write: KeyWrite) -> Bool { only.map { $0 == write.operation } ?? (write.known <= until) }

    static func all(_ model: RunModel, _ writes: [KeyWrite], poll: Int64) -> [Jeopardy] {
        settled(faults(model) + strays(model, writes), model, poll: poll)
    }

    /// Writes to a node that did not reign all the while; of a replica's nobody knows the node, so that one which was held
    /// then may have written anywhere.
    private static func strays(_ model: RunModel, _ writes: [KeyWrite]) -> [Jeopardy] {
        guard !model.reigns.isSingle else { return [] }
        return writes.filter { write in
            let operation = model.keyOperations[write.operation]
            guard let returned = operation.returned else { return false }
            let reign = model.reigns.all.first { $0.span.from <= operation.invoked && returned < $0.span.to }
            guard let reign else { return true }
            guard operation.node == .unknown else { return operation.node != reign.node }
            return operation.writer.map { writer in
                model.holds.contains {
                    $0.replica == writer.replica && $0.span.touches(operation.invoked, returned)
                }
            } ?? false
        }.map {
            Jeopardy(from: $0.invoked, until: $0.known, settled: .never, isMove: true, only: $0.operation)
        }
    }
}

import History
import ReplicaProcess

extension ReplicaFleet {
    /// Has a replica do something with tokens; nil when it does not say that it did: it is dead, frozen, or too slow.
    func order(
        _ member: Member, atMost limit: UInt64, _ order: (UInt32) -> TokenWorkOrder
    ) async -> TokenOutcome? {
        guard let peer = member.peer else { return nil }
        let number = tokenAnswers.begin()
        let life = member.life
        peer.send(.tokens(order(number)))
        _ = await changes.wait(atMost: limit) { [unowned self] in
            tokenAnswers.isAnswered(number) || member.life != life || member.state != .ready
        }
        return tokenAnswers.end(number)
    }

    /// Tells all that live something that needs no answer.
    func tell(_ order: TokenWorkOrder) async {
        let encoded = ReplicaOrder.tokens(order).encoded
        await loop.inTurns(all.filter { $0.state == .ready || $0.state == .starting }) { member in
            member.peer?.send(encoded: encoded)
        }
    }
}

/// Orders about tokens that are under way, and their answers.
struct TokenAnswers {
    private var next: UInt32 = 1
    /// Nil while there is no answer.
    private var open: [UInt32: TokenOutcome?] = [:]

    mutating func begin() -> UInt32 {
        defer { next += 1 }
        open[next] = .some(nil)
        return next
    }

    /// An answer that comes too late is nobody's.
    mutating func answered(_ report: TokenWorkReport) {
        if open[report.number] != nil { open[report.number] = .some(report.outcome) }
    }

    func isAnswered(_ number: UInt32) -> Bool { (open[number] ?? nil) != nil }

    mutating func end(_ number: UInt32) -> TokenOutcome? { open.removeValue(forKey: number) ?? nil }
}

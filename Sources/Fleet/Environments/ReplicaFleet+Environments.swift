import History
import ReplicaProcess

/// Questions to replicas by number, and their answers, which may come in parts.
struct ReplicaAnswers<Value> {
    private var next: UInt32 = 1
    private var open: [UInt32: (value: Value?, isComplete: Bool)] = [:]

    mutating func begin() -> UInt32 {
        defer { next += 1 }
        open[next] = (nil, false)
        return next
    }

    /// An answer that comes too late is nobody's.
    mutating func answered(_ number: UInt32, isLast: Bool = true, _ change: (inout Value?) -> Void) {
        guard var answer = open[number], !answer.isComplete else { return }
        change(&answer.value)
        answer.isComplete = isLast
        open[number] = answer
    }

    func isAnswered(_ number: UInt32) -> Bool { open[number]?.isComplete ?? false }

    /// Nil for one that did not come whole.
    mutating func end(_ number: UInt32) -> Value? {
        guard let answer = open.removeValue(forKey: number), answer.isComplete else { return nil }
        return answer.value
    }
}

extension ReplicaFleet {
    private static var answerLimit: UInt64 { 1_000_000_000 }
    /// A close waits for upstream to notice.
    private static var closeLimit: UInt64 { 3_000_000_000 }

    /// What a replica shows of its environments, all of one moment; nil when it does not answer.
    func environmentStatus(of member: Member) async -> [EnvironmentReport]? {
        guard let peer = member.peer else { return nil }
        let number = statuses.begin()
        let life = member.life
        peer.send(.environmentStatus(number: number))
        _ = await changes.wait(atMost: Self.answerLimit) { [unowned self] in
            statuses.isAnswered(number) || member.life != life || member.state != .ready
        }
        let answer = statuses.end(number)
        return member.life == life ? answer : nil
    }

    /// Has one replica close an environment; true when it said that it did.
    func close(_ environment: CredentialID, by member: Member) async -> Bool {
        guard let peer = member.peer else { return false }
        let number = closings.begin()
        let life = member.life
        peer.send(.closeEnvironment(number: number, environment))
        _ = await changes.wait(atMost: Self.closeLimit) { [unowned self] in
            closings.isAnswered(number) || member.life != life || member.state != .ready
        }
        return closings.end(number) ?? false
    }
}

import RedisLink

/// Asks how many Redis replicas have acknowledged what one connection wrote, for all who want to know it at a time.
///
/// WAIT says it of everything that its own connection has written, and keeps that connection from everything else until it
/// has its answer (https://redis.io/docs/latest/commands/wait/): so one is under way at a time, and whoever comes
/// meanwhile shares the next one.
final class Confirmations {
    private struct Question {
        /// Of the link when the write was sent: another connection's WAIT says nothing about it.
        let connection: Int
        let answer: (Bool) -> Void
    }

    private let link: RedisLink
    private let needed: Int64
    private var waiting: [Question] = []
    private var isAsking = false

    /// How long WAIT waits, in milliseconds, and how long its answer may take, in nanoseconds.
    private static let patience = 500
    private static let deadline: UInt64 = 1_500_000_000

    init(_ link: RedisLink, needed: UInt32) {
        self.link = link
        self.needed = Int64(needed)
    }

    /// True when enough of them have what was written on that connection before this call.
    func areEnough(writtenOn connection: Int) async -> Bool {
        guard needed > 0 else { return true }
        return await withCheckedContinuation { continuation in
            waiting.append(Question(connection: connection) { continuation.resume(returning: $0) })
            if !isAsking { ask() }
        }
    }

    private func ask() {
        isAsking = true
        let asked = waiting
        waiting = []
        let command = RedisCommand("WAIT", String(needed), String(Self.patience))
        link.send(command, deadline: Self.deadline) { [self] reply in
            let count = if case .success(.integer(let count)) = reply { count } else { Int64(0) }
            for question in asked {
                question.answer(count >= needed && question.connection == link.reconnects)
            }
            if waiting.isEmpty { isAsking = false } else { ask() }
        }
    }
}

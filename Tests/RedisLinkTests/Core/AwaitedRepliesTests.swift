import Testing

@testable import RedisLink

@Suite struct AwaitedRepliesTests {
    private static let lost = WireFailure.closedByServer.asError(phase: .sent)

    /// Commands of ten bytes each, with these deadlines, named by their index.
    private func queue(deadlines: [UInt64], written: Int) -> AwaitedReplies<Int> {
        var queue = AwaitedReplies<Int>()
        for (index, deadline) in deadlines.enumerated() {
            queue.append(RedisCommand("C\(index)", []), deadline: deadline, handler: index, unwritten: (index + 1) * 10)
        }
        queue.wrote(unwritten: deadlines.count * 10 - written)
        return queue
    }

    @Test func `answers go to commands in the order in which they were sent`() {
        var queue = queue(deadlines: [5, 5, 5], written: 30)
        #expect((0..<4).map { _ in queue.answered()?.handler } == [0, 1, 2, nil])
    }

    @Test func `the earliest deadline is found wherever it stands`() {
        #expect(queue(deadlines: [9, 3, 7], written: 0).earliestDeadline == 3)
        #expect(AwaitedReplies<Int>().earliestDeadline == nil)
    }

    @Test func `a command may have taken effect only when its last byte has left`() {
        var queue = queue(deadlines: [9, 9, 9], written: 25)
        let failures = queue.fail(with: Self.lost).map(\.1)
        #expect(failures.map(\.phase) == [.sent, .sent, .queued])
        #expect(failures.map(\.mayHaveTakenEffect) == [true, true, false])
        #expect(failures.map(\.command) == ["C0", "C1", "C2"])
        #expect(failures.allSatisfy { $0.code == .connectionLost })
    }

    @Test func `written bytes are counted across several writes and later commands`() {
        var queue = queue(deadlines: [9], written: 10)
        queue.append(RedisCommand("LATE", []), deadline: 9, handler: 1, unwritten: 4)
        #expect(queue.fail(with: Self.lost).map(\.1.phase) == [.sent, .queued])
    }

    @Test func `the overdue one is told so, the others that the connection was given up`() {
        var queue = queue(deadlines: [100, 10, 100], written: 20)
        let failures = queue.fail(with: Self.lost, overdueAt: 10).map(\.1)
        #expect(failures.map(\.code) == [.connectionLost, .deadlineExceeded, .connectionLost])
        #expect(failures.map(\.mayHaveTakenEffect) == [true, true, false])
    }

    @Test func `an overdue command that never left had no effect`() {
        var queue = queue(deadlines: [10], written: 9)
        let failure = queue.fail(with: Self.lost, overdueAt: 11).first?.1
        #expect(failure?.code == .deadlineExceeded)
        #expect(failure?.phase == .queued)
        #expect(failure?.mayHaveTakenEffect == false)
    }

    @Test func `after a failure nobody waits`() {
        var queue = queue(deadlines: [1, 2], written: 0)
        _ = queue.fail(with: Self.lost)
        #expect(queue.isEmpty)
        #expect(queue.earliestDeadline == nil)
    }
}

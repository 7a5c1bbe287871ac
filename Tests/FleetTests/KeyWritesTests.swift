import History
import ReplicaProcess
import Testing

@testable import Fleet

struct KeyWritesTests {
    @Test func `an answer reaches the write that asked for it, once`() {
        var writes = KeyWrites()
        let (first, second) = (writes.begin(), writes.begin())
        writes.answered(second, KeyWrite(outcome: .ok, revision: 7, time: 8))
        #expect(!writes.isAnswered(first))
        #expect(writes.isAnswered(second))
        #expect(writes.end(second) == KeyWrite(outcome: .ok, revision: 7, time: 8))
        #expect(writes.end(second) == nil)
        #expect(writes.end(first) == nil)
    }

    @Test func `an answer that comes too late, or that nobody asked for, is nobody's`() {
        var writes = KeyWrites()
        let number = writes.begin()
        _ = writes.end(number)
        writes.answered(number, KeyWrite(outcome: .ok))
        writes.answered(99, KeyWrite(outcome: .ok))
        #expect(!writes.isAnswered(number))
        #expect(!writes.isAnswered(99))
    }
}

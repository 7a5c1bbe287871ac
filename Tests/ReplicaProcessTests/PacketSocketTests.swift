import Testing

@testable import ReplicaProcess

@Suite struct PacketSocketTests {
    @Test func `messages keep their boundaries`() throws {
        let (left, right) = try PacketSocket.pair()
        right.isBlocking = false
        left.send([1, 2, 3])
        left.send([4])
        #expect(right.receive() == .message([1, 2, 3]))
        #expect(right.receive() == .message([4]))
        #expect(right.receive() == .nothingYet)
    }

    @Test func `the end of the other side is told`() throws {
        let (left, right) = try PacketSocket.pair()
        _ = consume left
        #expect(right.receive() == .closed)
    }

    @Test func `what the kernel does not take waits, in order, until the peer reads`() throws {
        let (left, right) = try PacketSocket.pair()
        left.isBlocking = false
        right.isBlocking = false
        let large = [UInt8](repeating: 7, count: 60_000)
        for number in 0..<20 { left.send([UInt8(number)] + large) }
        #expect(left.isBacklogged)
        var received: [UInt8] = []
        while received.count < 20 {
            if case .message(let bytes) = right.receive() { received.append(bytes[0]) } else { left.flush() }
        }
        #expect(received == Array(0..<20))
        #expect(!left.isBacklogged)
    }

    @Test func `a message that no socket takes ends the connection, and says so`() throws {
        let (left, right) = try PacketSocket.pair()
        right.isBlocking = false
        left.send([1])
        #expect(left.takeFailure() == nil)
        left.send([UInt8](repeating: 7, count: 8 << 20))
        #expect(left.takeFailure()?.text == "send 8388608 bytes: Message too long")
        left.send([2])
        #expect(right.receive() == .message([1]))
        #expect(right.receive() == .closed)
    }

    @Test func `a queue that grows without end ends the connection, and says so`() throws {
        let (left, right) = try PacketSocket.pair()
        left.isBlocking = false
        for _ in 0..<11_000 { left.send([1]) }
        #expect(left.takeFailure() != nil)
        #expect(!left.isBacklogged)
        while case .message = right.receive() {}
        #expect(right.receive() == .closed)
    }
}

import RedisFixture
import RedisLink
import ReplicaProcess
import Testing

@Suite struct PacketChannelTests {
    private static let large = [UInt8](repeating: 7, count: 60_000)

    @Test func `what the kernel does not take at once goes out as the peer reads`() async throws {
        let received = try await withLoop { loop in
            let (left, right) = try PacketSocket.pair()
            let (sender, reader) = (PacketChannel(left, on: loop), PacketChannel(right, on: loop))
            var received: [UInt8] = []
            reader.onMessage = { bytes in
                received.append(bytes[0])
                return true
            }
            for number in 0..<UInt8(40) { sender.send([number] + Self.large) }
            try await loop.until("every message is there") { received.count == 40 }
            return withExtendedLifetime((sender, reader)) { received }
        }
        #expect(received == Array(0..<40))
    }

    @Test func `a message that cannot be sent is told, and the peer sees the end`() async throws {
        let (reasons, isClosed) = try await withLoop { loop in
            let (left, right) = try PacketSocket.pair()
            let (sender, reader) = (PacketChannel(left, on: loop), PacketChannel(right, on: loop))
            var reasons: [String] = []
            var isClosed = false
            sender.onFailure = { reasons.append($0.text) }
            reader.onClosed = { isClosed = true }
            sender.send([UInt8](repeating: 1, count: 8 << 20))
            try await loop.until("the peer has seen the end") { isClosed }
            return withExtendedLifetime((sender, reader)) { (reasons, isClosed) }
        }
        #expect(reasons.count == 1 && isClosed)
    }
}

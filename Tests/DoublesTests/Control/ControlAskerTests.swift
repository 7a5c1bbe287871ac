import RedisFixture
import RedisLink
import ReplicaProcess
import Testing

@testable import Doubles

/// What every client of a helper leans on, with the helper's end played by hand.
@Suite struct ControlAskerTests {
    private typealias Asker = ControlAsker<LinkProxyOrder, LinkProxyReport, LinkProxyError>

    private static func bytes(_ number: UInt32, _ report: LinkProxyReport) -> [UInt8] {
        Numbered(number: number, body: report).encoded
    }

    @Test func `reports in another order than the orders each reach who asked`() async throws {
        let folder = try TemporaryFolder()
        try await withLoop { loop in
            let asker = try Asker(path: "\(folder.path)/c", on: loop)
            let helper = try PacketSocket.connect(to: "\(folder.path)/c")
            helper.send(Self.bytes(0, .hello(pid: 7)))
            #expect(try await asker.greeting() == .hello(pid: 7))
            #expect(try await asker.greeting() == .hello(pid: 7))
            var answers: [LinkProxyReport] = []
            loop.spawn { if let report = try? await asker.ask(.count) { answers.append(report) } }
            loop.spawn { if let report = try? await asker.ask(.lift(.init(1))) { answers.append(report) } }
            var orders: [Numbered<LinkProxyOrder>] = []
            helper.isBlocking = false
            try await loop.until("both orders have come") {
                if case .message(let bytes) = helper.receive() { orders.append(try Numbered(decoding: bytes)) }
                return orders.count == 2
            }
            #expect(orders.map(\.number) == [1, 2])
            helper.send(Self.bytes(2, .proof(LinkProof())))
            helper.send(Self.bytes(1, .counts([])))
            try await loop.until("both are answered") { answers.count == 2 }
            #expect(answers == [.proof(LinkProof()), .counts([])])
        }
    }

    @Test func `a helper of another build is lost, and who waits is told`() async throws {
        let folder = try TemporaryFolder()
        try await withLoop { loop in
            let asker = try Asker(path: "\(folder.path)/c", on: loop)
            var losses = 0
            asker.onLost = { losses += 1 }
            let helper = try PacketSocket.connect(to: "\(folder.path)/c")
            helper.send([0, 0, 0, 0, 99])
            await #expect(throws: LinkProxyError(.lost, "its control socket closed")) { try await asker.greeting() }
            await #expect(throws: LinkProxyError(.lost, "its control socket closed")) { try await asker.ask(.count) }
            #expect(losses == 1)
        }
    }

    @Test func `a path that cannot be listened at is said so`() async throws {
        try await withLoop { loop in
            let error = #expect(throws: LinkProxyError.self) { try Asker(path: "/nowhere/c", on: loop) }
            #expect(error?.code == .cannotListen)
        }
    }

    @Test func `orders of another build end the helper`() async throws {
        try await withLoop { loop in
            let (coordinator, control) = try PacketSocket.pair()
            var hasClosed = false
            let answerer = ControlAnswerer<LinkProxyOrder, LinkProxyReport>(
                control, on: loop, hello: .hello(pid: 7), onClose: { hasClosed = true }
            ) { _ in .counts([]) }
            coordinator.send([1, 0, 0, 0, 99])
            try await loop.until("the helper ends") { hasClosed }
            withExtendedLifetime(answerer) {}
        }
    }
}

import Credentials
import RedisFixture
import RedisLink
import ReplicaProcess
import Testing

@testable import Doubles

/// Both ends of the control socket on one loop.
@Suite struct UpstreamDoubleClientTests {
    private final class Helper {
        let client: UpstreamDoubleClient
        var server: UpstreamServer?
        var hasClosed = false

        init(_ folder: TemporaryFolder, on loop: EventLoop) async throws {
            let path = "\(folder.path)/upstream"
            client = try UpstreamDoubleClient(controlPath: path, on: loop)
            guard let upstream = UpstreamDouble(on: loop) else { throw FixtureError("the double cannot listen") }
            server = UpstreamServer(
                control: try .connect(to: path), upstream: upstream, pid: 4_711, on: loop
            ) { [unowned self] in hasClosed = true }
            try await client.connected()
        }

        deinit { server?.shut() }

        func open(_ credential: String, by replica: Int = 3, on loop: EventLoop) async throws -> TestEnd {
            let end = try TestEnd.connect(to: client.port, on: loop)
            try await end.send(Array("replica \(replica).1\n\(credential)\n".utf8))
            return end
        }
    }

    @Test func `keys, updates, faults, drops, counts and the ledger over the control socket`() async throws {
        let folder = try TemporaryFolder()
        try await withLoop { loop in
            let helper = try await Helper(folder, on: loop)
            let client = helper.client
            #expect(client.pid == 4_711 && client.port != 0)
            try await client.learn([UpstreamKey(number: 5, secret: Secret(text: "key"))])
            let end = try await helper.open("key", on: loop)
            _ = try await end.receive("ok 0\n".utf8.count)
            let published = try await client.publish()
            #expect(published == (1, 1))
            try await client.apply(UpstreamFault(id: 1, kind: .hold))
            let held = try await helper.open("key", on: loop)
            var proof: UInt32 = 0
            for _ in 0..<1000 where proof == 0 { proof = try await client.proof(of: 1) }
            #expect(proof == 1)
            let counts = try await client.counts()
            #expect(counts.counts.map(\.open) == [1] && counts.held == 1)
            #expect(try await client.lift(1) == 1)
            #expect(String(decoding: try await held.receive(5), as: UTF8.self) == "ok 1\n")
            #expect(try await client.drop() == 2)
            let page = try await client.ledger(after: 1)
            #expect(page.entries.map(\.what) == [.held, .opened, .dropped, .dropped])
            #expect(page.entries.allSatisfy { $0.replica == 3 && $0.incarnation == 1 && $0.credential == 5 })
        }
    }

    @Test func `of more connections than are told at once each hears every update, once and in order`() async throws {
        let folder = try TemporaryFolder()
        try await withLoop { loop in
            let helper = try await Helper(folder, on: loop)
            try await helper.client.learn([UpstreamKey(number: 5, secret: Secret(text: "key"))])
            var ends: [TestEnd] = []
            for replica in 0..<150 {
                let end = try await helper.open("key", by: replica % 50, on: loop)
                _ = try await end.receive("ok 0\n".utf8.count)
                ends.append(end)
            }
            let first = try await helper.client.publish()
            let second = try await helper.client.publish()
            #expect(first == (1, 150) && second == (2, 150))
            let newcomer = try await helper.open("key", on: loop)
            #expect(String(decoding: try await newcomer.receive(5), as: UTF8.self) == "ok 2\n")
            let third = try await helper.client.publish()
            #expect(third == (3, 151))
            for end in ends {
                let heard = try await end.receive("update 1\nupdate 2\nupdate 3\n".utf8.count)
                #expect(String(decoding: heard, as: UTF8.self) == "update 1\nupdate 2\nupdate 3\n")
            }
            #expect(String(decoding: try await newcomer.receive(9), as: UTF8.self) == "update 3\n")
        }
    }

    @Test func `a refusal says why, and the next order is answered`() async throws {
        let folder = try TemporaryFolder()
        try await withLoop { loop in
            let helper = try await Helper(folder, on: loop)
            await #expect(throws: UpstreamDoubleError.refused(.noSuchFault)) { try await helper.client.lift(1) }
            try await helper.client.apply(UpstreamFault(id: 1, kind: .fail))
            await #expect(throws: UpstreamDoubleError.refused(.faultInForce)) {
                try await helper.client.apply(UpstreamFault(id: 1, kind: .fail))
            }
            let counts = try await helper.client.counts()
            #expect(counts.counts.isEmpty)
        }
    }

    @Test func `orders that are sent together are answered each by its own report`() async throws {
        let folder = try TemporaryFolder()
        try await withLoop { loop in
            let helper = try await Helper(folder, on: loop)
            var numbers: [UInt64] = []
            for _ in 0..<50 {
                loop.spawn { if let number = try? await helper.client.publish().number { numbers.append(number) } }
            }
            try await loop.until("all are answered") { numbers.count == 50 }
            #expect(numbers == Array(1...50))
        }
    }

    @Test func `a helper that is gone is told once, and answers nothing any more`() async throws {
        let folder = try TemporaryFolder()
        try await withLoop { loop in
            let helper = try await Helper(folder, on: loop)
            var losses = 0
            helper.client.onLost = { losses += 1 }
            helper.server?.shut()
            helper.server = nil
            try await loop.until("the loss is told") { losses == 1 }
            await #expect(throws: UpstreamDoubleError.self) { try await helper.client.counts() }
            #expect(losses == 1)
        }
    }

    @Test func `the helper's end closes with the coordinator's`() async throws {
        let folder = try TemporaryFolder()
        try await withLoop { loop in
            let helper = try await Helper(folder, on: loop)
            helper.client.onLost = { Issue.record("a loss that was asked for") }
            helper.client.close()
            try await loop.until("the helper notices") { helper.hasClosed }
        }
    }
}

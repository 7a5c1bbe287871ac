import RedisFixture
import RedisLink
import ReplicaProcess
import Testing

@testable import Doubles

/// Both ends of the control socket on one loop; the process around the helper's end is for the tests of `keyquake`.
@Suite struct LinkProxyClientTests {
    private final class Helper {
        let client: LinkProxyClient
        var server: LinkProxyServer?
        var hasClosed = false

        init(_ folder: TemporaryFolder, on loop: EventLoop) async throws {
            let path = "\(folder.path)/links"
            client = try LinkProxyClient(controlPath: path, on: loop)
            server = LinkProxyServer(control: try .connect(to: path), pid: 4_711, on: loop) { [unowned self] in
                hasClosed = true
            }
            try await client.connected()
        }

        deinit { server?.shut() }
    }

    @Test func `rules come into force and end by number, with proof`() async throws {
        let folder = try TemporaryFolder()
        try await withLoop { loop in
            let helper = try await Helper(folder, on: loop)
            let node = try TestNode()
            #expect(helper.client.pid == 4_711)
            let ports = try await helper.client.setTargets([LinkTarget(node: "a", port: node.port)])
            let peer = try TestEnd.connect(to: #require(ports["a"]), from: .first, on: loop)
            var accepted: TestEnd?
            try await loop.until("the node is connected to") {
                accepted = node.accept(on: loop)
                return accepted != nil
            }
            let cut = LinkRule(id: .init(5), nodes: ["a"], peers: [.first], kind: .cut)
            #expect(try await helper.client.apply(cut).reset == 1)
            #expect(try await peer.ending() == .reset)
            #expect(try await accepted?.ending() == .reset)
            #expect(try await helper.client.counts() == [LinkCounts(node: "a", accepted: 1)])
            #expect(try await helper.client.lift(.init(5)).reset == 1)
            #expect(try await helper.client.setTargets([LinkTarget(node: "a", port: 1)]) == ports)
        }
    }

    @Test func `a refusal says why, and the next order is answered`() async throws {
        let folder = try TemporaryFolder()
        try await withLoop { loop in
            let helper = try await Helper(folder, on: loop)
            await #expect(throws: LinkProxyError(.noSuchRule, "rule 1")) { try await helper.client.lift(.init(1)) }
            await #expect(throws: LinkProxyError(.unknownNode, "x")) {
                try await helper.client.apply(LinkRule(id: .init(1), nodes: ["x"], kind: .cut))
            }
            #expect(try await helper.client.counts() == [])
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
            await #expect(throws: LinkProxyError.self) { try await helper.client.counts() }
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

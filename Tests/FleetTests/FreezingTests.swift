import History
import RedisFixture
import RedisLink
import ReplicaProcess
import Testing

@testable import Fleet

@Suite struct FreezingTests {
    private static let soon: UInt64 = 20_000_000

    @Test func `a child that nobody says is stopped is not frozen, and nobody waits for it for ever`() async throws {
        let isFrozen = try await withLoop { loop in
            let zygote = try FakeZygote(on: loop)
            zygote.answer = { order in if case .spawn = order { FakeZygote.obedient(order) } else { [] } }
            let child = try await zygote.client.spawn(Self.program)
            return await zygote.client.freeze(child, atMost: Self.soon)
        }
        #expect(!isFrozen)
    }

    @Test func `a child that was not stopped is thawed at once, without a word of the kernel`() async throws {
        let isThawed = try await withLoop { loop in
            let zygote = try FakeZygote(on: loop)
            let child = try await zygote.client.spawn(Self.program)
            return await zygote.client.thaw(child)
        }
        #expect(isThawed)
    }

    @Test func `a child that does not go on is not thawed`() async throws {
        let (isFrozen, isThawed) = try await withLoop { loop in
            let zygote = try FakeZygote(on: loop)
            let child = try await zygote.client.spawn(Self.program)
            let isFrozen = await zygote.client.freeze(child)
            return (isFrozen, await zygote.client.thaw(child, atMost: Self.soon))
        }
        #expect(isFrozen && !isThawed)
    }

    @Test func `a server that was killed and started again while it was frozen is left alone by the thaw`() async throws
    {
        let folder = try TemporaryFolder()
        let (isThawed, state, signals) = try await withLoop { loop in
            let zygote = try FakeZygote(on: loop)
            let host = ServerHost(
                zygote: zygote.client, directory: PrivateDirectory(path: folder.path), logs: folder.path)
            let server = try EmbeddedServer(name: "redis-1", role: .redis, host: host) { _ in "" }
            try await server.launch()
            guard let frozen = await server.freeze() else { throw FixtureError("it was not frozen") }
            await server.kill()
            try await server.launch()
            let isThawed = await server.thaw(frozen)
            let tags = zygote.orders.compactMap { if case .signal(let tag, 18) = $0 { tag } else { nil } }
            return (isThawed, server.state, tags)
        }
        #expect(isThawed && state == .up)
        #expect(!signals.contains(1), "the second process")
    }

    private static let program = Program(role: .redis, path: "/nowhere", arguments: [], log: "/dev/null")
}

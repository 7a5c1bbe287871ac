import Credentials
import RedisFixture
import RedisLink
import Stores
import Testing

@testable import Operator

/// A connection that breaks after a change was sent: whether it was made nobody knows, until the same change is asked for
/// again.
@Suite struct RetryTests {
    /// Runs an operator on a real Redis, over a sender that loses the answers of scripts.
    private func withOperator(
        losing count: Int,
        _ body: @escaping @Sendable (OperatorSession, ObliviousSender) async throws -> Void
    ) async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let link = RedisLink(on: loop, to: server.socketEndpoint, as: .open)
            link.start()
            while !link.state.isReady { await loop.sleep(nanoseconds: 1_000_000) }
            defer { link.close() }
            let sender = ObliviousSender(link, losing: count)
            let namespace = "kq:test:\(UInt64.random(in: .min ... .max))"
            let session = OperatorSession(
                on: loop,
                slot: RedisFencedSlotStore(
                    sender: sender, name: SlotName(namespace + ":admin-key"), client: "test", clock: { .system }),
                keys: RedisManagedKeyStore(
                    sender: sender, names: ManagedKeyNames(namespace: namespace), clock: { .system }),
                holds: RedisHoldsStore(sender: sender, name: HoldsName(namespace: namespace)))
            try await body(session, sender)
        }
    }

    @Test(arguments: [1, 3])
    func `a rotation whose answer is lost is made once`(_ count: Int) async throws {
        try await withOperator(losing: count) { session, sender in
            let made = try await session.change(.rotate(to: Secret(text: "next"), grace: 0), floor: .zero)
            #expect(sender.scriptsSent == count + 1)
            let log = try await withCheckedThrowingContinuation { done in
                session.slot.readLog(after: nil) { done.resume(with: $0) }
            }
            #expect(log.entries.map(\.version) == [made.version])
        }
    }

    @Test func `a creation whose answer is lost is made once`() async throws {
        try await withOperator(losing: 2) { session, _ in
            var source = SystemRandomNumberGenerator()
            let draft = try ManagedKeyDraft(name: "key", now: .system)
            let new = NewManagedKey(
                id: .random(using: &source), draft: draft, token: .random(using: &source))
            let record = try await session.create(new, floor: .zero)
            #expect(try await session.listKeys().records == [record])
        }
    }

    @Test func `when no answer comes at all the outcome is unknown, and the id is told`() async throws {
        try await withOperator(losing: .max) { session, _ in
            session.changeLimit = 200_000_000
            var source = SystemRandomNumberGenerator()
            let draft = try ManagedKeyDraft(name: "key", now: .system)
            let new = NewManagedKey(
                id: .random(using: &source), draft: draft, token: .random(using: &source))
            let error = await failure { _ = try await session.create(new, floor: .zero) }
            #expect(error?.outcome == .unknown && error?.code == .refused)
            #expect(error?.description.contains(new.id.description) == true)
            #expect(try await session.listKeys().records.map(\.id) == [new.id])
        }
    }

    /// Between the lost answer and the second attempt somebody else rotated.
    @Test func `a change that was made and overtaken is superseded, and by what is told`() async throws {
        try await withOperator(losing: 1) { session, sender in
            sender.onLoss = { [unowned session] in
                let key = FingerprintKey.random()
                let request = SlotRotation(
                    value: Secret(text: "another"), identity: ChangeIdentity(nonce: Nonce(bits: 1)),
                    fingerprintKey: key, fingerprint: Fingerprint(of: Secret(text: "another"), key: key))
                session.slot.rotate(request) { _ in }
            }
            let error = await failure {
                _ = try await session.change(.rotate(to: Secret(text: "ours"), grace: 0), floor: .zero)
            }
            #expect(error?.outcome == .superseded && error?.code == .refused)
            let inForce = try #require(try await session.slotView().fingerprint)
            #expect(error?.description.contains(inForce) == true)
        }
    }

    @Test func `a refusal is final`() async throws {
        let server = try RedisServer.start(.init(users: ["user on >secret ~* &* +@all -hset"]))
        try await withLoop { loop in
            let place = OperatorPlace(
                route: .server(server.socketEndpoint), database: 0,
                access: RedisAccess(user: "user", password: RedisPassword(text: "secret")),
                namespace: try #require(Namespace("kq:test")))
            let session = OperatorSession(on: loop, to: place)
            try await session.connected()
            defer { session.close() }
            let before = loop.now
            let error = await failure { _ = try await session.change(.revoke, floor: .zero) }
            #expect(error?.code == .environment && error?.outcome == .failed)
            #expect(error?.description.contains("NOPERM") == true)
            #expect(loop.now - before < session.changeLimit / 2)
        }
    }
}

/// Sends everything on, and loses the good answers of the first scripts, as a connection does that breaks after the send.
final class ObliviousSender: RedisSender {
    private let link: RedisLink
    private var losing: Int
    private(set) var scriptsSent = 0
    var onLoss: () -> Void = {}

    init(_ link: RedisLink, losing: Int) {
        self.link = link
        self.losing = losing
    }

    func send(
        _ command: RedisCommand, deadline: UInt64?, reply: @escaping (Result<RedisReply, RedisError>) -> Void
    ) {
        let isScript = command.name.hasPrefix("EVAL")
        link.send(command, deadline: deadline) { [self] result in
            // A server that does not know the script has done nothing yet.
            guard isScript, case .success = result else { return reply(result) }
            scriptsSent += 1
            guard losing > 0 else { return reply(result) }
            losing -= 1
            let loss = onLoss
            onLoss = {}
            loss()
            reply(
                .failure(
                    RedisError(
                        code: .connectionLost, phase: .sent, command: command.name, mayHaveTakenEffect: true,
                        detail: "lost by the test")))
        }
    }
}

import Credentials
import History
import RedisFixture
import RedisLink
import ReplicaCore
import ReplicaProcess
import Testing

@testable import Doubles

/// The replica's end, against the double and against peers that misbehave.
@Suite struct UpstreamClientTests {
    /// What a client told, in order.
    private final class Diary {
        var events: [UpstreamConversation.Event] = []
    }

    private static func client(
        _ credential: String, at port: UInt16, on loop: EventLoop, _ diary: Diary,
        limits: UpstreamLimits = UpstreamLimits()
    ) -> UpstreamClient {
        let greeting = UpstreamGreeting(replica: 7, incarnation: 2, credential: Array(credential.utf8))
        return UpstreamClient(on: loop, to: port, as: greeting, limits: limits) { diary.events.append($0) }
    }

    @Test func `it starts, hears every update, and closes in good order`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let diary = Diary()
            let client = Self.client("one", at: stand.upstream.port, on: loop, diary)
            #expect(diary.events.isEmpty, "nothing is told from inside the call")
            try await loop.until("it started") { diary.events == [.started(data: 0)] }
            for _ in 0..<200 { _ = stand.upstream.publish(to: nil) }
            try await loop.until("all came") { diary.events.count == 201 }
            #expect(Array(diary.events.dropFirst()) == (1...200).map { .updated(data: $0) })
            client.close()
            client.close()
            #expect(diary.events.count == 201)
            try await loop.until("it closed") { diary.events.last == .closed }
            #expect(diary.events.count == 202 && stand.upstream.ledger.open == 0)
            #expect(stand.story == ["7.2 1 opened", "7.2 1 closed"])
        }
    }

    @Test(arguments: ["unknown", "two\nlines", "", String(repeating: "k", count: 9000)])
    func `a credential that upstream does not know, or no line can hold, is refused`(credential: String) async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let diary = Diary()
            let client = Self.client(credential, at: stand.upstream.port, on: loop, diary)
            #expect(diary.events.isEmpty)
            try await loop.until("it is told") { diary.events == [.failed(.refused)] }
            client.close()
            #expect(diary.events.count == 1)
        }
    }

    @Test func `nobody listens, or upstream resets: it is told once`() async throws {
        try await withLoop { loop in
            let node = try TestNode()
            node.close()
            let (nobody, reset) = (Diary(), Diary())
            let stand = try UpstreamStand(on: loop)
            #expect(stand.upstream.apply(UpstreamFault(id: 1, kind: .fail)))
            let clients = [
                Self.client("one", at: node.port, on: loop, nobody),
                Self.client("one", at: stand.upstream.port, on: loop, reset),
            ]
            for diary in [nobody, reset] {
                try await loop.until("it is told") { diary.events == [.failed(.unreachable)] }
            }
            withExtendedLifetime(clients) {}
        }
    }

    @Test func `a start that is held fails at its deadline, and leaves no connection`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            #expect(stand.upstream.apply(UpstreamFault(id: 1, kind: .hold)))
            let diary = Diary()
            let client = Self.client(
                "one", at: stand.upstream.port, on: loop, diary, limits: UpstreamLimits(start: 30_000_000))
            try await loop.until("it is told") { diary.events == [.failed(.deadline)] }
            try await loop.until("upstream sees it go") { stand.story == ["7.2 1 held", "7.2 1 gone"] }
            withExtendedLifetime(client) {}
        }
    }

    @Test func `a connection that upstream drops is told as closed`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let diary = Diary()
            let client = Self.client("one", at: stand.upstream.port, on: loop, diary)
            try await loop.until("it started") { !diary.events.isEmpty }
            #expect(stand.upstream.drop(.everything) == 1)
            try await loop.until("it is told") { diary.events == [.started(data: 0), .closed] }
            client.close()
            #expect(diary.events.count == 2)
        }
    }

    @Test func `an upstream that does not notice the close is left after the limit`() async throws {
        try await withLoop { loop in
            let node = try TestNode()
            let diary = Diary()
            let client = Self.client("one", at: node.port, on: loop, diary, limits: UpstreamLimits(close: 30_000_000))
            var accepted: TestEnd?
            try await loop.until("it connects") {
                accepted = node.accept(on: loop)
                return accepted != nil
            }
            try await accepted?.send(Array("ok 5\nupdate 6\n".utf8))
            try await loop.until("it started") { diary.events == [.started(data: 5), .updated(data: 6)] }
            client.close()
            try await accepted?.send(Array("update 7\n".utf8))
            try await loop.until("it closed") { diary.events.last == .closed }
            #expect(diary.events.count == 3, "what comes after the close means nothing")
        }
    }

    @Test(
        arguments: [
            ("hello\n", [.failed(.nonsense)]), ("ok\n", [.failed(.nonsense)]), ("ok -1\n", [.failed(.nonsense)]),
            ("update 1\n", [.failed(.nonsense)]), (String(repeating: "x", count: 9000), [.failed(.nonsense)]),
            ("ok 1\nok 2\n", [.started(data: 1), .closed]), ("ok 1\nrefused\n", [.started(data: 1), .closed]),
            ("ok 1\nupdate\n", [.started(data: 1), .closed]),
            ("refused\nok 1\n", [.failed(.refused)]),
        ] as [(String, [UpstreamConversation.Event])])
    func `what makes no sense ends it, and is told as far as it had come`(
        said: (String, [UpstreamConversation.Event])
    ) async throws {
        try await withLoop { loop in
            let node = try TestNode()
            let diary = Diary()
            let client = Self.client("one", at: node.port, on: loop, diary)
            var accepted: TestEnd?
            try await loop.until("it connects") {
                accepted = node.accept(on: loop)
                return accepted != nil
            }
            try await accepted?.send(Array(said.0.utf8))
            try await loop.until("it ends") { diary.events.count >= said.1.count }
            #expect(diary.events == said.1)
            withExtendedLifetime(client) {}
        }
    }

    @Test func `dropped, it tells nothing and leaves nothing`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let diaries = [Diary(), Diary()]
            let clients = diaries.map { Self.client("one", at: stand.upstream.port, on: loop, $0) }
            try await stand.untilOpen(2)
            for client in clients { client.drop() }
            try await stand.untilOpen(0)
            #expect(diaries.allSatisfy { !$0.events.contains(.closed) })
        }
    }
}

/// A keeper, its connections and the double together: what the core asks for is what upstream sees.
@Suite struct UpstreamConnectionsTests {
    private final class Replica {
        var keeper: EnvironmentKeeper
        var upstream: UpstreamConnections?
        private(set) var refusals: [EnvironmentInput] = []
        private let loop: EventLoop

        init(port: UInt16, on loop: EventLoop, isOffline: Bool = false) {
            self.loop = loop
            let environment = ConfiguredEnvironment(
                name: "prod", credentials: InitialCredentials(sdkKey: SDKKey(text: "one")), isOffline: isOffline)
            keeper = EnvironmentKeeper(
                settings: EnvironmentKeeperSettings(configured: [environment], readsDocuments: false), seed: 1)
            let life = Life(ReplicaID(7), Incarnation(2))
            upstream = UpstreamConnections(on: loop, to: port, as: life) { [unowned self] in hand($0) }
        }

        func hand(_ input: EnvironmentInput) {
            let now = Moment(steady: SteadyTime(nanoseconds: loop.now), wall: WallTime(milliseconds: 1_700_000_000_000))
            if case .eventsRefused = input { refusals.append(input) }
            for effect in keeper.handle(input, at: now) {
                switch effect {
                case .startClient(let start): upstream?.start(start)
                case .closeClient(let token): upstream?.close(token)
                case .sendEvents(let name, let credential): upstream?.sendEvents(of: name, as: credential)
                case .stopEvents(let name): upstream?.stopEvents(of: name)
                default: break
                }
            }
        }

        var status: EnvironmentStatus? { keeper.status[.configured("prod")] }
    }

    @Test func `a client starts, is lost, starts again and is closed`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let replica = Replica(port: stand.upstream.port, on: loop)
            replica.hand(.started)
            try await loop.until("it runs") { replica.status?.connection == .valid }
            _ = stand.upstream.publish(to: [1])
            try await loop.until("the update is delivered") { replica.status?.data == 1 }
            #expect(stand.upstream.drop(.everything) == 1)
            try await loop.until("the loss is told") { replica.status?.connection == .interrupted }
            try await loop.until("it runs again") {
                replica.hand(.tick)
                return replica.status?.connection == .valid
            }
            replica.hand(.closeAll)
            try await loop.until("nothing is left") { stand.upstream.ledger.open == 0 && replica.upstream?.count == 0 }
            let clients = stand.story.filter { !$0.hasSuffix("events") }
            #expect(clients == ["7.2 1 opened", "7.2 1 dropped", "7.2 1 opened", "7.2 1 closed"])
        }
    }

    /// At the start, and with each update; never again as one that upstream denied.
    @Test func `events go out as the primary until upstream denies it`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let replica = Replica(port: stand.upstream.port, on: loop)
            replica.hand(.started)
            try await loop.until("events came") { stand.story == ["7.2 1 opened", "7.2 1 events"] }
            stand.upstream.learn([UpstreamKey(number: 1, secret: Secret(text: "one"), window: 0...1)])
            _ = stand.upstream.publish(to: nil)
            try await loop.until("they are denied") { stand.story.last == "7.2 1 denied" }
            let name = EnvironmentName.configured("prod")
            let one = try #require(SDKKey(text: "one")).credential
            try await loop.until("the replica knows") {
                replica.refusals == [.eventsRefused(name, one)]
            }
            _ = stand.upstream.publish(to: nil)
            try await loop.until("the update is delivered") { replica.status?.data == 2 }
            let two = try #require(SDKKey(text: "two")).credential
            replica.upstream?.sendEvents(of: name, as: two)
            try await loop.until("another revives them") { stand.story.last == "7.2 2 events" }
            #expect(stand.story.filter { $0.hasSuffix("denied") }.count == 1 && replica.refusals.count == 1)
        }
    }

    @Test func `B23, R5: a start that is held until after the close is closed at once`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            #expect(stand.upstream.apply(UpstreamFault(id: 1, kind: .hold)))
            let replica = Replica(port: stand.upstream.port, on: loop)
            replica.hand(.started)
            try await loop.until("the start is held") { stand.upstream.held == 1 }
            replica.hand(.closeAll)
            #expect(stand.upstream.lift(1) == 1)
            try await loop.until("it is closed") { stand.story.last == "7.2 1 closed" }
            #expect(replica.upstream?.count == 0)
        }
    }

    @Test func `an offline environment has a client and no connection`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let replica = Replica(port: stand.upstream.port, on: loop, isOffline: true)
            replica.hand(.started)
            try await loop.until("it runs") { replica.status?.connection == .valid }
            #expect(replica.upstream?.count == 0 && stand.story.isEmpty)
            replica.hand(.closeAll)
            try await loop.until("it is gone") { replica.keeper.status.isEmpty }
        }
    }
}

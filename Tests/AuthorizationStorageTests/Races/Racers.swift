import Credentials
import RedisFixture
import RedisLink

@testable import AuthorizationStorage

/// Replicas that all want the same at the same time: several connections on each of two loops, each with a thread.
struct Racers: Sendable {
    let server: RedisServer
    let prefix = KeyPrefix.fresh()
    var connections = 4

    init() throws { server = try RedisServer.shared }

    /// One storage for what comes before and after the race.
    func alone<Value: Sendable>(
        _ body: @escaping @Sendable (RedisStoreStage) async throws -> Value
    ) async throws -> Value {
        let (server, prefix) = (server, prefix)
        return try await withLoop { loop in try await body(RedisStoreStage(on: loop, server, prefix: prefix)) }
    }

    /// Every racer runs for every item; what each of them got, item by item.
    func race<Item: Sendable, Got: Sendable>(
        for items: [Item], _ run: @escaping @Sendable (RedisAuthorizationStore, Item) async -> Got
    ) async throws -> [[Got]] {
        async let first = half(items, run)
        async let second = half(items, run)
        return zip(try await first, try await second).map(+)
    }

    private func half<Item: Sendable, Got: Sendable>(
        _ items: [Item], _ run: @escaping @Sendable (RedisAuthorizationStore, Item) async -> Got
    ) async throws -> [[Got]] {
        let (server, prefix, connections) = (server, prefix, connections)
        return try await withLoop(deadline: .seconds(120)) { loop in
            var stores: [RedisAuthorizationStore] = []
            for _ in 0..<connections {
                let link = try await RedisLink.ready(on: loop, to: server.socketEndpoint)
                stores.append(.over(link, on: loop, prefix: prefix))
            }
            return await Self.all(items, stores, run)
        }
    }

    private static func all<Item: Sendable, Got: Sendable>(
        _ items: [Item], _ stores: [RedisAuthorizationStore],
        _ run: @escaping @Sendable (RedisAuthorizationStore, Item) async -> Got
    ) async -> [[Got]] {
        await withTaskGroup(of: (Int, Got).self) { group in
            for (number, item) in items.enumerated() {
                for store in stores { group.addTask { (number, await run(store, item)) } }
            }
            var got = [[Got]](repeating: [], count: items.count)
            for await (number, outcome) in group { got[number].append(outcome) }
            return got
        }
    }
}

/// What a race is about: nil is a win.
func outcome(of body: () async throws(StorageError) -> Void) async -> StorageError.Code? {
    await refusal(of: body)?.code
}

extension [[StorageError.Code?]] {
    var winners: [Int] { map { codes in codes.count { $0 == nil } } }
}

import AuthorizationStorage
import RedisLink

/// One process's part in a race: a storage on a connection and a loop of its own, round after round with the others.
package final class Racer {
    private let order: RaceOrder
    private let loop: EventLoop
    private var deeds: [RaceDeed] = []
    private var failure: String?

    /// So many rounds are run side by side, and all racers wait for each other before the next ones.
    private static let heatSize = 25
    private static let patience: UInt64 = 30_000_000_000
    private static let pause: UInt64 = 1_000_000

    private init(_ order: RaceOrder, on loop: EventLoop) {
        self.order = order
        self.loop = loop
    }

    /// Runs it on this thread.
    ///
    /// - Returns: everything that was done, or why it could not be.
    package static func run(_ order: RaceOrder) -> Result<[RaceDeed], RaceFailure> {
        let loop = EventLoop()
        let racer = Racer(order, on: loop)
        loop.spawn {
            await racer.runAll()
            loop.stop()
        }
        loop.run()
        return racer.failure.map { .failure(RaceFailure(description: $0)) } ?? .success(racer.deeds)
    }

    private func runAll() async {
        guard let prefix = KeyPrefix(order.prefix) else { return failure = "an empty prefix" }
        let access = RedisAccess(user: order.user, password: RedisPassword(text: order.password))
        let settings = RedisStoreSettings(topology: .single(.unix(path: order.socket)), access: access, prefix: prefix)
        let link = RedisLink(on: loop, to: .unix(path: order.socket), as: access, options: .init(clientName: "racer"))
        link.start()
        defer { link.close() }
        do {
            let storage = try await RedisAuthorizationStore.open(settings, on: loop)
            for start in stride(from: 0, to: order.rounds, by: Self.heatSize) {
                try await meet("\(order.meeting):\(start)", over: link)
                deeds += await Self.heat(from: start, order, storage)
            }
            await storage.close()
        } catch {
            failure = "\(error)"
        }
    }

    private static func heat(
        from start: Int, _ order: RaceOrder, _ storage: RedisAuthorizationStore
    ) async -> [RaceDeed] {
        await withTaskGroup(of: [RaceDeed].self) { group in
            for number in start..<min(start + heatSize, order.rounds) {
                group.addTask { await RaceRound(order: order, number: number, storage: storage).run() }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// Waits until all racers have come here.
    private func meet(_ key: String, over link: RedisLink) async throws {
        let end = loop.now + Self.patience
        var come = try await count(RedisCommand("INCR", key), over: link, until: end)
        while come < order.racers {
            guard loop.now < end else { throw RaceFailure(description: "\(come) of \(order.racers) came to \(key)") }
            await loop.sleep(nanoseconds: Self.pause)
            come = try await count(RedisCommand("GET", key), over: link, until: end)
        }
    }

    /// Asks again while the connection is not there yet.
    private func count(_ command: RedisCommand, over link: RedisLink, until end: UInt64) async throws -> Int {
        while true {
            do throws(RedisError) {
                switch try await link.call(command) {
                case .integer(let number): return Int(number)
                case .string(let text): return Int(String(decoding: text, as: UTF8.self)) ?? 0
                default: return 0
                }
            } catch {
                guard !error.mayHaveTakenEffect, error.serverError == nil, loop.now < end else { throw error }
                await loop.sleep(nanoseconds: Self.pause)
            }
        }
    }
}

package struct RaceFailure: Error, CustomStringConvertible {
    package let description: String
}

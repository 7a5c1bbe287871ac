import Foundation
import Glibc
import RedisFixture
import RedisLink
import StorageRace

@testable import AuthorizationStorage

/// Processes of the storage-racer that all want the same at the same time, against a Redis of their own, as an ACL user.
struct RacingProcesses: Sendable {
    static let count = 4
    static let rounds = 300

    let race: StorageRace
    let server: RedisServer
    private let prefix = KeyPrefix.fresh()
    private let folder: TemporaryFolder
    private let password: String

    private static let user = "racer"
    private static let meetings = "meet:"

    init(_ race: StorageRace) throws {
        self.race = race
        folder = try TemporaryFolder()
        let rules = StoragePermissions.rules(prefix: prefix)
        password = String(UInt64.random(in: .min ... .max), radix: 36)
        server = try RedisServer.start(
            .init(users: ["\(Self.user) on >\(password) \(rules) ~\(Self.meetings)* +incr"]))
    }

    /// Lets all of them run between what comes before and what comes after.
    ///
    /// - Parameter judge: gets what everybody did, round by round.
    func run(
        preparing prepare: @escaping @Sendable (RedisStoreStage) async throws -> Void,
        judging judge: @escaping @Sendable (RedisStoreStage, [[RaceDeed]]) async throws -> Void
    ) async throws {
        try await withLoop(deadline: .seconds(120)) { loop in
            let redis = try await RedisStoreStage(
                on: loop, server, as: RedisAccess(user: Self.user, password: RedisPassword(text: password)),
                prefix: prefix)
            try await prepare(redis)
            let racers = try (0..<Self.count).map(start)
            try await loop.until("the race is over", within: 90) { racers.allSatisfy(\.hasEnded) }
            try await judge(redis, try deeds(of: racers))
        }
    }

    private func start(_ rank: Int) throws -> ChildProcess {
        let order = RaceOrder(
            socket: server.socketPath, user: Self.user, password: password, prefix: prefix.text,
            meeting: "\(Self.meetings)\(race)", race: race, rounds: Self.rounds, racers: Self.count, rank: rank)
        try folder.write(String(decoding: try JSONEncoder().encode(order), as: UTF8.self), to: "order-\(rank)")
        return try ChildProcess(
            [Self.program, "\(folder.path)/order-\(rank)"], output: output(of: rank), folder: folder.path)
    }

    /// With the administrator's rights, since the racers' user has none to look at everything.
    static func audit(_ redis: RedisStoreStage) async throws -> StoreAudit {
        try redis.ask("ACL", "SETUSER", user, "+scan", "+pexpiretime")
        return try await redis.storage.audit()
    }

    private func output(of rank: Int) -> String { "\(folder.path)/deeds-\(rank)" }

    private func deeds(of racers: [ChildProcess]) throws -> [[RaceDeed]] {
        var rounds = [[RaceDeed]](repeating: [], count: Self.rounds)
        for (rank, racer) in racers.enumerated() {
            let text = try String(contentsOfFile: output(of: rank), encoding: .utf8)
            guard racer.exitCode == 0 else { throw FixtureError("racer \(rank) ended: \(text)") }
            for line in text.split(separator: "\n") {
                guard let deed = RaceDeed(line: line), rounds.indices.contains(deed.round) else {
                    throw FixtureError("no line of a racer: \(line)")
                }
                rounds[deed.round].append(deed)
            }
        }
        return rounds
    }

    /// The executable beside the test bundle that runs.
    private static let program: String = {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        let tests = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return tests.prefix(upTo: tests.lastIndex(of: "/") ?? tests.endIndex) + "/storage-racer"
    }()
}

import AuthorizationStorage
import CPosix
import Credentials
import Fleet
import RedisLink

/// One run of the storage's benchmark against the stage's Redis.
struct StorageMeasurement {
    let bench: StorageBench
    let stage: FleetStage
    private let sample = StorageSample()
    private let codec = SessionCodec()

    init(bench: StorageBench, stage: FleetStage) {
        self.bench = bench
        self.stage = stage
    }

    func rows() async throws -> [BenchRow] {
        guard let prefix = KeyPrefix(StorageSample.prefix) else { throw BenchError("the prefix is empty") }
        let bare = try BareStorageClient(port: stage.redisPort, user: stage.redisOwner, stage.redisOwnerPassword)
        let storage = try await open(prefix)
        try await storage.registerClient(sample.client)
        let memory = try await StorageMemory(bench: bench, sample: sample, codec: codec).rows(storage, bare)
        let commands = StorageCommands(prefix)
        let speed = [try await reads(storage, bare, commands), try await writes(storage, bare, commands)]
        await storage.close()
        return speed + memory
    }

    private func open(_ prefix: KeyPrefix) async throws -> RedisAuthorizationStore {
        let access = RedisAccess(
            user: stage.redisOwner, password: stage.redisOwnerPassword.withBytes { RedisPassword(bytes: $0) })
        let endpoint = RedisEndpoint.tcp(host: "127.0.0.1", port: Int(stage.redisPort))
        return try await .open(
            RedisStoreSettings(topology: .single(endpoint), access: access, prefix: prefix), on: stage.loop)
    }

    /// Both read the session, then its client.
    private func reads(
        _ storage: RedisAuthorizationStore, _ bare: BareStorageClient, _ commands: StorageCommands
    ) async throws -> BenchRow {
        let codec = codec
        let client = commands.readClient(sample.client.id)
        func first(_ call: Int) -> RedisCommand { commands.readAccessToken(signature(call)) }
        let plain = {
            try bare.run(bench.calls, inFlight: bench.inFlight, first: first) { _, step, _ in step == 0 ? client : nil }
        }
        let coded = {
            try bare.run(bench.calls, inFlight: bench.inFlight, first: first) {
                (_, step, reply) throws(BenchError) -> RedisCommand? in
                guard step == 0 else {
                    guard codec.client(from: Array(reply)) != nil else { throw BenchError("no client") }
                    return nil
                }
                guard let found = codec.session(from: Array(reply)) else { throw BenchError("no session") }
                return commands.readClient(found.clientID)
            }
        }
        let names = (0..<bench.sessions).map(sample.signature)
        return try await row("getAccessToken", plain, coded) { call in
            _ = try await storage.getAccessToken(names[call % names.count])
        }
    }

    private func writes(
        _ storage: RedisAuthorizationStore, _ bare: BareStorageClient, _ commands: StorageCommands
    ) async throws -> BenchRow {
        let codec = codec
        let now = SystemClock.now()
        let sessions = (0..<bench.sessions).map { sample.session($0, at: now) }
        let made = try sessions.map { session in
            guard let bytes = codec.bytes(of: session) else { throw BenchError("no document") }
            return bytes
        }
        func order(_ call: Int, _ value: [UInt8]) -> RedisCommand {
            commands.createAccessToken(signature(call), sessions[call % sessions.count], value, at: SystemClock.now())
        }
        let plain = {
            try bare.run(bench.calls, inFlight: bench.inFlight, first: { order($0, made[$0 % made.count]) }) {
                _, _, _ in nil
            }
        }
        let coded = {
            try bare.run(
                bench.calls, inFlight: bench.inFlight,
                first: { (call) throws(BenchError) in
                    guard let value = codec.bytes(of: sessions[call % sessions.count]) else {
                        throw BenchError("no document")
                    }
                    return order(call, value)
                }, next: { _, _, _ in nil })
        }
        let names = (0..<bench.sessions).map(sample.signature)
        return try await row("createAccessToken", plain, coded) { call in
            try await storage.createAccessToken(names[call % names.count], sessions[call % sessions.count])
        }
    }

    private func signature(_ call: Int) -> String { sample.signature(call % bench.sessions) }

    private func row(
        _ what: String, _ plain: () throws -> UInt64, _ coded: () throws -> UInt64,
        _ ours: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> BenchRow {
        var (bares, codecs, apis): ([Double], [Double], [Double]) = ([], [], [])
        for round in 0...bench.rounds {
            let times = [try plain(), try coded(), try await time(ours)]
            await stage.loop.sleep(nanoseconds: Self.pause)  // the harness has its own to do
            guard round > 0 else { continue }  // the first one fills caches, and teaches Redis the scripts
            bares.append(perSecond(times[0]))
            codecs.append(perSecond(times[1]))
            apis.append(perSecond(times[2]))
        }
        var row = BenchRow(what)
        row.add("n", bench.calls)
        row.add("in_flight", bench.inFlight)
        row.add("rounds", apis.count)
        row.add("bare_per_s", bares)
        row.add("codec_per_s", codecs)
        row.add("ours_per_s", apis)
        row.add("ratio", ratios(apis, to: codecs))
        return row
    }

    private static var pause: UInt64 { 10_000_000 }

    private func perSecond(_ nanoseconds: UInt64) -> Double { Double(bench.calls) * 1e9 / Double(nanoseconds) }

    /// As many tasks as calls are on their way, each with one call after the other.
    private func time(_ call: @escaping @Sendable (Int) async throws -> Void) async throws -> UInt64 {
        let (calls, inFlight) = (bench.calls, bench.inFlight)
        let began = kq_now()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<inFlight {
                group.addTask {
                    for number in stride(from: worker, to: calls, by: inFlight) { try await call(number) }
                }
            }
            try await group.waitForAll()
        }
        return kq_now() - began
    }
}

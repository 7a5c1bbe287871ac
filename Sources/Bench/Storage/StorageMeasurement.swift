import AuthorizationStorage
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
        let names = names
        let client = commands.readClient(sample.client.id)
        func first(_ call: Int) -> [[UInt8]] { commands.readAccessToken(names[call % names.count]) }
        let plain = {
            try bare.run(bench.calls, inFlight: bench.inFlight, first: first) { _, step, _ in step == 0 ? client : nil }
        }
        let coded = {
            try bare.run(bench.calls, inFlight: bench.inFlight, first: first) {
                (_, step, reply) throws(BenchError) -> [[UInt8]]? in
                guard step == 0 else {
                    guard codec.client(from: Array(reply)) != nil else { throw BenchError("no client") }
                    return nil
                }
                guard let found = codec.session(from: Array(reply)) else { throw BenchError("no session") }
                return commands.readClient(found.clientID)
            }
        }
        return try await row("getAccessToken", plain, coded) { call in
            _ = try await storage.getAccessToken(names[call % names.count])
        }
    }

    private func writes(
        _ storage: RedisAuthorizationStore, _ bare: BareStorageClient, _ commands: StorageCommands
    ) async throws -> BenchRow {
        let codec = codec
        let names = names
        let now = SystemClock.now()
        let sessions = (0..<bench.sessions).map { sample.session($0, at: now) }
        let made = try sessions.map { session in
            guard let bytes = codec.bytes(of: session) else { throw BenchError("no document") }
            return bytes
        }
        let plain = {
            try bare.run(
                bench.calls, inFlight: bench.inFlight,
                first: { call in
                    let place = call % names.count
                    return commands.createAccessToken(names[place], sessions[place], made[place], at: SystemClock.now())
                }, next: { _, _, _ in nil })
        }
        let coded = {
            try bare.run(
                bench.calls, inFlight: bench.inFlight,
                first: { (call) throws(BenchError) in
                    let session = sessions[call % names.count]
                    guard let value = codec.bytes(of: session) else { throw BenchError("no document") }
                    return commands.createAccessToken(names[call % names.count], session, value, at: SystemClock.now())
                }, next: { _, _, _ in nil })
        }
        return try await row("createAccessToken", plain, coded) { call in
            try await storage.createAccessToken(names[call % names.count], sessions[call % names.count])
        }
    }

    /// Made beforehand, for everybody.
    private var names: [String] { (0..<bench.sessions).map(sample.signature) }

    private func row(
        _ what: String, _ plain: () throws -> Void, _ coded: () throws -> Void,
        _ ours: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> BenchRow {
        var costs = StorageCosts(calls: bench.calls)
        for round in 0...bench.rounds {
            let oursIsLast = round.isMultiple(of: 2)  // neither always finds the caches of the other
            let bare = try await StorageCost.of { try plain() }
            let before = oursIsLast ? nil : try await StorageCost.of { try await makeCalls(ours) }
            let codec = try await StorageCost.of { try coded() }
            let api = if let before { before } else { try await StorageCost.of { try await makeCalls(ours) } }
            await stage.loop.sleep(nanoseconds: Self.pause)  // the harness has its own to do
            guard round > 0 else { continue }  // the first one fills caches, and teaches Redis the scripts
            costs.add(bare: bare, codec: codec, ours: api)
        }
        var row = BenchRow(what)
        row.add("n", bench.calls)
        row.add("in_flight", bench.inFlight)
        costs.add(to: &row)
        return row
    }

    private static var pause: UInt64 { 10_000_000 }

    /// As many tasks as calls are on their way, each with one call after the other.
    private func makeCalls(_ call: @escaping @Sendable (Int) async throws -> Void) async throws {
        let (calls, inFlight) = (bench.calls, bench.inFlight)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<inFlight {
                group.addTask {
                    for number in stride(from: worker, to: calls, by: inFlight) { try await call(number) }
                }
            }
            try await group.waitForAll()
        }
    }
}

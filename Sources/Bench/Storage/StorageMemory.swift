import AuthorizationStorage
import Fleet
import Glibc

/// What one stored session takes: in Redis, with its place in the index of its family, and in the memory backend.
struct StorageMemory {
    let bench: StorageBench
    let sample: StorageSample
    let codec: SessionCodec

    /// Leaves the sessions in Redis, to be read.
    func rows(_ storage: RedisAuthorizationStore, _ bare: BareStorageClient) async throws -> [BenchRow] {
        let now = SystemClock.now()
        let before = try usedMemory(bare)
        for number in 0..<bench.sessions {
            try await storage.createAccessToken(sample.signature(number), sample.session(number, at: now))
        }
        let inRedis = (try usedMemory(bare) - before) / Double(bench.sessions)
        let bytes = codec.bytes(of: sample.session(bench.sessions / 2, at: now))?.count ?? 0
        return [row("a session in Redis", bytes, inRedis), row("a session in memory", bytes, try await inMemory())]
    }

    private func row(_ what: String, _ document: Int, _ bytes: Double) -> BenchRow {
        var row = BenchRow(what)
        row.add("n", bench.sessions)
        row.add("document_bytes", document)
        row.add("bytes_each", bytes)
        return row
    }

    private func inMemory() async throws -> Double {
        let storage = MemoryAuthorizationStore()
        try await storage.registerClient(sample.client)
        let now = SystemClock.now()
        let before = MemorySplit(pid: getpid())?.heap ?? 0
        for number in 0..<bench.sessions {
            try await storage.createAccessToken(sample.signature(number), sample.session(number, at: now))
        }
        let after = MemorySplit(pid: getpid())?.heap ?? 0
        guard storage.statistics.accessTokens == bench.sessions else { throw BenchError("not all were stored") }
        return (after - before) * 1024 / Double(bench.sessions)
    }

    /// As INFO tells it.
    private func usedMemory(_ bare: BareStorageClient) throws -> Double {
        let text = String(decoding: try bare.ask("INFO", "memory"), as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("used_memory:") }
        guard let bytes = line.flatMap({ Double($0.dropFirst("used_memory:".count)) }) else {
            throw BenchError("INFO does not tell the memory in use")
        }
        return bytes
    }
}

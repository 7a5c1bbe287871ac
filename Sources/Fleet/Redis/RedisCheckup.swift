import Credentials
import History
import RedisLink
import ReplicaProcess

/// What `doctor` says of a Redis: whether it will do, and what dead runs left there.
package struct RedisCheckup {
    private let redis: ExternalRedis
    private static let scanLimit = 10_000

    package init(_ redis: ExternalRedis) { self.redis = redis }

    /// True when nothing is wrong. Findings go to `say`, a line each.
    package func report(sweep: Bool, _ say: (String) -> Void) throws(FleetError) -> Bool {
        let loop = EventLoop()
        var lines: [String] = []
        var isWell = false
        var failure: FleetError?
        loop.spawn {
            do throws(FleetError) {
                isWell = try await look(loop, sweep: sweep) { lines.append($0) }
            } catch {
                failure = error
            }
            loop.stop()
        }
        loop.run()
        lines.forEach(say)
        if let failure { throw failure }
        return isWell
    }

    private func look(_ loop: EventLoop, sweep: Bool, _ say: (String) -> Void) async throws(FleetError) -> Bool {
        let names = RunNames(run: "doctor")
        let redis = RedisTopology.external(redis, names: names, format: .fenced, loop: loop)
        let operators = try await redis.letIn(
            operators: 1, names: names, format: .fenced, fingerprintKey: .random(), loop: loop)
        defer {
            operators[0].link.close()
            redis.close()
        }
        try await RedisPreflight(
            redis: redis, operator: operators[0], prefix: names.prefix, needs: .usual, loop: loop
        ).check()
        let link = redis.first.faults
        let leftovers = await deadKeys(link)
        guard !leftovers.isEmpty else { return true }
        guard sweep else {
            say("\(leftovers.count) keys of dead runs: keyquake doctor --redis … --sweep removes them")
            return false
        }
        _ = try? await link.call(RedisCommand("DEL", leftovers))  // the next line looks again
        let left = await deadKeys(link).count
        say("removed \(leftovers.count - left) keys of dead runs")
        return left == 0
    }

    /// Keys of runs that have no connection any more. Asked again after the scan: a run that began meanwhile has named its
    /// connections before it wrote a key.
    private func deadKeys(_ link: RedisLink) async -> [[UInt8]] {
        guard let found = await scan(link), let living = await livingRuns(link) else {
            return []  // not permitted: then nothing is known, and nothing removed
        }
        return found.filter { !living.contains(run(ofKey: $0)) }
    }

    /// The keys of all runs that were not alive when they were found.
    private func scan(_ link: RedisLink) async -> [[UInt8]]? {
        guard let living = await livingRuns(link) else { return nil }
        var found: [[UInt8]] = []
        var cursor = "0"
        for _ in 0..<Self.scanLimit {
            let scan = RedisCommand("SCAN", cursor, "MATCH", "keyquake:*", "COUNT", "1000")
            guard case .array(let parts)? = try? await link.call(scan), parts.count == 2,
                case .string(let next) = parts[0], case .array(let keys) = parts[1]
            else { return nil }
            for case .string(let key) in keys where !living.contains(run(ofKey: key)) { found.append(key) }
            cursor = String(decoding: next, as: UTF8.self)
            if cursor == "0" { break }
        }
        return found
    }

    private func run(ofKey key: [UInt8]) -> String {
        let parts = String(decoding: key, as: UTF8.self).split(separator: ":")
        return parts.count > 1 ? String(parts[1]) : ""
    }

    private func livingRuns(_ link: RedisLink) async -> Set<String>? {
        guard case .string(let list)? = try? await link.call(RedisCommand("CLIENT", "LIST")) else { return nil }
        let words = String(decoding: list, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        return Set(
            words.compactMap { word in
                guard word.hasPrefix("name=kq:") else { return nil }
                return word.dropFirst("name=kq:".count).split(separator: ":").first.map(String.init)
            })
    }
}

import Credentials
import RedisLink
import Stores

/// Managed keys that a measurement finds there.
extension FleetStage {
    /// Under which everything of this run stands.
    package var namespace: String { run.names.prefix }

    /// Puts records there in the order of their revisions, as the scripts would leave them, but many at a time.
    package func plant(_ records: [ManagedKeyRecord]) async throws(FleetError) {
        let names = ManagedKeyNames(namespace: namespace)
        for start in stride(from: 0, to: records.count, by: Self.plantedAtOnce) {
            let some = records[start..<min(start + Self.plantedAtOnce, records.count)]
            try await plant("HSET", names.records, some.flatMap { [$0.idText, $0.row] })
            try await plant("HSET", names.hashes, some.flatMap { [$0.hash.hex, $0.idText] })
            try await plant("ZADD", names.changes, some.flatMap { [$0.number, $0.idText] })
            let log = some.dropFirst(max(0, records.count - ManagedKeyNames.longestLog - start))
            if !log.isEmpty { try await plant("ZADD", names.log, log.flatMap { [$0.number, $0.change] }) }
        }
        if let last = records.last { try await plant("SET", names.revision, [last.number]) }
    }

    private static var plantedAtOnce: Int { 1_000 }
    private static var plantingLimit: UInt64 { 5_000_000_000 }

    private func plant(_ command: String, _ key: String, _ words: [[UInt8]]) async throws(FleetError) {
        let order = RedisCommand(command, [Array(key.utf8)] + words)
        do {
            _ = try await run.operators[0].link.call(order, deadline: Self.plantingLimit)
        } catch {
            throw FleetError(.redisUnusable, "\(error)")
        }
    }
}

extension ManagedKeyRecord {
    fileprivate var idText: [UInt8] { Array(id.description.utf8) }
    fileprivate var number: [UInt8] { Array(revision.description.utf8) }
    fileprivate var change: [UInt8] { Array(ManagedKeyWitness(revision: revision, id: id).description.utf8) }
}

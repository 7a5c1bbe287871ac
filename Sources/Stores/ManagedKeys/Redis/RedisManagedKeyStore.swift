import Credentials
import RedisLink

/// The managed keys in Redis.
package final class RedisManagedKeyStore: ManagedKeyStore {
    package let names: ManagedKeyNames
    private let sender: any RedisSender
    private let clock: () -> WallTime

    /// - Parameter clock: the reader's clock, which judges whether a revision is too far ahead.
    package init(sender: any RedisSender, names: ManagedKeyNames, clock: @escaping () -> WallTime) {
        self.sender = sender
        self.names = names
        self.clock = clock
    }

    package func create(
        _ key: NewManagedKey, floor: Epoch, _ done: @escaping ManagedKeyAnswer<ManagedKeyChange>
    ) {
        run(.create, [key.rowFront, floor.bytes], done)
    }

    package func deactivate(
        _ id: ManagedKeyID, first: WallTime?, floor: Epoch, _ done: @escaping ManagedKeyAnswer<ManagedKeyChange>
    ) {
        let moment = first.map { Array(String($0.milliseconds).utf8) } ?? []
        run(.deactivate, [Array(id.description.utf8), moment, floor.bytes], done)
    }

    package func record(_ id: ManagedKeyID, _ done: @escaping ManagedKeyAnswer<ManagedKeyRecord?>) {
        let command = RedisCommand("HMGET", [Array(names.records.utf8), Array(id.description.utf8)])
        sender.send(command, deadline: nil) { result in
            done(
                result.mapError(ManagedKeyStoreError.reading).flatMap { reply in
                    Result { () throws(ManagedKeyStoreError) in try Self.record(id, in: reply) }
                })
        }
    }

    private static func record(_ id: ManagedKeyID, in reply: RedisReply) throws(ManagedKeyStoreError)
        -> ManagedKeyRecord?
    {
        guard let row = reply.rows?.first else { throw .unreadable }
        guard let row else { return nil }
        do throws(ManagedKeyRowFlaw) {
            let record = try ManagedKeyRecord(row: row)
            guard record.id == id else { throw .foreignID }
            return record
        } catch {
            throw ManagedKeyStoreError(.failed, .damagedRow(error))
        }
    }

    package func changes(_ query: ManagedKeyQuery, _ done: @escaping ManagedKeyAnswer<ManagedKeyPage>) {
        ManagedKeyPageRead(sender: sender, names: names, query: query, clock: clock, done: done).begin()
    }

    private func run(
        _ script: ManagedKeyScript, _ arguments: [[UInt8]], _ done: @escaping ManagedKeyAnswer<ManagedKeyChange>
    ) {
        sender.run(script.script, keys: names.scriptKeys, arguments: arguments) { result in
            done(
                result.mapError(ManagedKeyStoreError.init).flatMap { reply in
                    Result { () throws(ManagedKeyStoreError) in try ManagedKeyScriptAnswer.change(reply) }
                })
        }
    }
}

extension ManagedKeyStoreError {
    static let unreadable = ManagedKeyStoreError(.failed, .unreadableAnswer)

    /// Of what only reads.
    static func reading(_ error: RedisError) -> ManagedKeyStoreError {
        error.serverError?.kind == .wrongType
            ? ManagedKeyStoreError(.failed, .storeDamaged) : ManagedKeyStoreError(.failed, .redis(error))
    }
}

extension RedisReply {
    /// Nil unless it is an array of strings and nulls.
    var rows: [[UInt8]?]? {
        guard case .array(let parts) = self else { return nil }
        var rows: [[UInt8]?] = []
        rows.reserveCapacity(parts.count)
        for part in parts {
            switch part {
            case .string(let bytes): rows.append(bytes)
            case .null: rows.append(nil)
            default: return nil
            }
        }
        return rows
    }
}

import Credentials
import RedisLink

/// The environment documents in Redis.
package final class RedisEnvironmentStore: EnvironmentStore {
    private let sender: any RedisSender
    private let names: EnvironmentNames
    private let clock: () -> WallTime

    /// - Parameter clock: the reader's clock, which judges whether a version is too far ahead.
    package init(sender: any RedisSender, names: EnvironmentNames, clock: @escaping () -> WallTime) {
        self.sender = sender
        self.names = names
        self.clock = clock
    }

    package func index(_ done: @escaping EnvironmentAnswer<EnvironmentIndex>) {
        ask(RedisCommand("HGETALL", names.index), done) { reply, now in
            reply.strings.map { EnvironmentIndex(hash: $0, now: now) }
        }
    }

    package func read(_ id: EnvironmentID, _ done: @escaping EnvironmentAnswer<EnvironmentReading>) {
        guard names.scriptKeys(for: id) != nil else { return done(.failure(.invalidRequest)) }
        ask(RedisCommand("GET", [names.document(of: id)]), done, wrongType: Self.otherType) { reply, now in
            switch reply {
            case .string(let text): EnvironmentReading(text: text, of: id, now: now)
            case .null: .absent
            default: nil
            }
        }
    }

    package func putBack(_ record: EnvironmentRecord, _ done: @escaping EnvironmentAnswer<EnvironmentChange>) {
        run(.putBack, record.id, [Array(record.version.description.utf8), record.text.withBytes { $0 }], done)
    }

    package func publish(
        _ document: EnvironmentDocument, floor: Epoch, _ done: @escaping EnvironmentAnswer<EnvironmentChange>
    ) {
        let front = document.textBeforeVersion
        guard front.count <= RecordText.longestFront else { return done(.failure(.invalidRequest)) }
        run(.publish, document.id, [front, floor.bytes], done)
    }

    package func delete(
        _ id: EnvironmentID, floor: Epoch, _ done: @escaping EnvironmentAnswer<EnvironmentChange>
    ) {
        run(.publish, id, [id.tombstoneBeforeVersion, floor.bytes], done)
    }

    private static let otherType = EnvironmentReading.malformed(MalformedDocument(place: "", reason: .wrongType))

    /// Sends one command that only reads, and makes something of its answer.
    private func ask<Success>(
        _ command: RedisCommand, _ done: @escaping EnvironmentAnswer<Success>, wrongType: Success? = nil,
        _ read: @escaping (RedisReply, WallTime) -> Success?
    ) {
        sender.send(command, deadline: nil) { [clock] result in
            switch result {
            case .success(let reply):
                done(read(reply, clock()).map { .success($0) } ?? .failure(.init(.failed, .unreadableAnswer)))
            case .failure(let error):
                let isOtherType = error.serverError?.kind == .wrongType
                if isOtherType, let wrongType { return done(.success(wrongType)) }
                done(.failure(.reading(error)))
            }
        }
    }

    private func run(
        _ script: EnvironmentScript, _ id: EnvironmentID, _ arguments: [[UInt8]],
        _ done: @escaping EnvironmentAnswer<EnvironmentChange>
    ) {
        guard let keys = names.scriptKeys(for: id) else { return done(.failure(.invalidRequest)) }
        sender.run(script.script, keys: keys, arguments: [id.bytes] + arguments) { [clock] result in
            done(
                result.mapError(EnvironmentStoreError.init).flatMap { reply in
                    Result { () throws(EnvironmentStoreError) in
                        try EnvironmentScriptAnswer.change(reply, of: id, now: clock())
                    }
                })
        }
    }
}

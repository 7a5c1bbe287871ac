import Credentials
import RedisLink

/// The plain slot in Redis: a bare string, as first-generation gateways have it; without grace, revoke or repair.
package final class RedisPlainSlotStore: AdminKeySlotStore {
    package let format = SlotFormat.plain
    private let connection: SlotConnection

    /// - Parameters:
    ///   - client: what the slot's log calls this writer.
    ///   - clock: the reader's clock; a plain slot has no use for it.
    package init(
        sender: any RedisSender, name: SlotName, client: String, clock: @escaping () -> WallTime
    ) {
        connection = SlotConnection(sender: sender, name: name, client: client, format: .plain, clock: clock)
    }

    package func read(_ done: @escaping SlotAnswer<SlotReading>) {
        connection.ask(readCommand, wrongType: .malformed(.wrongType), done) { reply, _ in
            SlotReading(plainReply: reply)
        }
    }

    package func sample(_ done: @escaping SlotAnswer<SlotSample>) {
        connection.ask(readCommand, wrongType: .wrongType, done) { reply, _ in
            reply == .null ? SlotSample(plain: nil) : reply.bytes.map { SlotSample(plain: $0) }
        }
    }

    package func readLog(after id: SlotLogID?, _ done: @escaping SlotAnswer<SlotLogPage>) {
        connection.readLog(after: id, done)
    }

    package func bootstrap(_ request: SlotBootstrap, _ done: @escaping SlotAnswer<SlotChange>) {
        plant(request.value, request.nonce, request.fingerprint, by: .bootstrap, done)
    }

    package func replant(_ request: SlotReplant, _ done: @escaping SlotAnswer<SlotChange>) {
        plant(request.value, request.nonce, request.fingerprint, by: .replant, done)
    }

    package func rotate(_ request: SlotRotation, _ done: @escaping SlotAnswer<SlotChange>) {
        guard request.graceNanoseconds == 0 else { return done(.failure(.unsupported)) }
        guard let value = request.value.asKey else { return done(.failure(.invalidRequest)) }
        let identity = request.identity
        let arguments = [
            identity.nonce.bytes, value.bytes, Optional(request.fingerprint).bytes, connection.client,
            identity.isFirstAttempt.bytes,
        ]
        connection.run(.plainRotate, arguments, isOurs: { stands, _ in stands == .plain(value) }, done)
    }

    package func repair(_ record: AdminKeySlot, fingerprint: Fingerprint?, _ done: @escaping SlotAnswer<SlotChange>) {
        done(.failure(.unsupported))
    }

    package func revoke(_ request: SlotRevocation, _ done: @escaping SlotAnswer<SlotChange>) {
        done(.failure(.unsupported))
    }

    package func endGrace(
        _ identity: ChangeIdentity, fingerprint: Fingerprint?, _ done: @escaping SlotAnswer<SlotChange>
    ) {
        done(.failure(.unsupported))
    }

    private var readCommand: RedisCommand { RedisCommand("GET", [connection.name.key]) }

    private func plant(
        _ value: Secret, _ nonce: Nonce, _ fingerprint: Fingerprint, by author: SlotLogEntry.Author,
        _ done: @escaping SlotAnswer<SlotChange>
    ) {
        guard let value = value.asKey else { return done(.failure(.invalidRequest)) }
        let arguments = [
            nonce.bytes, value.bytes, Array(author.rawValue.utf8), Optional(fingerprint).bytes, connection.client,
        ]
        connection.run(.plainPlant, arguments, isOurs: { stands, _ in stands == .plain(value) }, done)
    }
}

extension SlotReading {
    /// The reply of GET.
    fileprivate init?(plainReply reply: RedisReply) {
        switch reply {
        case .null: self.init(plain: nil)
        case .string(let text): self.init(plain: text)
        default: return nil
        }
    }
}

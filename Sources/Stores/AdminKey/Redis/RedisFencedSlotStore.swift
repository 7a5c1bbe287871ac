import Credentials
import RedisLink

/// The fenced slot in Redis: one hash, whose larger (epoch, nonce) wins in every script.
package final class RedisFencedSlotStore: AdminKeySlotStore {
    package let format = SlotFormat.fenced
    private let connection: SlotConnection

    /// - Parameters:
    ///   - client: what the slot's log calls this writer.
    ///   - clock: the reader's clock, which judges whether an epoch is too far ahead.
    package init(
        sender: any RedisSender, name: SlotName, client: String, clock: @escaping () -> WallTime
    ) {
        connection = SlotConnection(sender: sender, name: name, client: client, format: .fenced, clock: clock)
    }

    package func read(_ done: @escaping SlotAnswer<SlotReading>) {
        connection.ask(readCommand, wrongType: .malformed(.wrongType), done) { reply, now in
            reply.strings.map { SlotReading(hash: $0, now: now) }
        }
    }

    package func sample(_ done: @escaping SlotAnswer<SlotSample>) {
        connection.ask(readCommand, wrongType: .wrongType, done) { reply, now in
            reply.strings.map { SlotSample(hash: $0, now: now) }
        }
    }

    package func readLog(after id: SlotLogID?, _ done: @escaping SlotAnswer<SlotLogPage>) {
        connection.readLog(after: id, done)
    }

    package func bootstrap(_ request: SlotBootstrap, _ done: @escaping SlotAnswer<SlotChange>) {
        guard let value = request.value.asKey else { return done(.failure(.invalidRequest)) }
        let arguments = [
            request.nonce.bytes, value.bytes, request.fingerprintKey.bytes, Optional(request.fingerprint).bytes,
            connection.client,
        ]
        connection.run(.bootstrap, arguments, isOurs: Self.hasVersion, done)
    }

    package func repair(_ record: AdminKeySlot, fingerprint: Fingerprint?, _ done: @escaping SlotAnswer<SlotChange>) {
        // All fields but the author: the script says who writes.
        let fields = zip(SlotField.allCases, record.values).filter { $0.0 != .author }.map(\.1)
        connection.run(.repair, fields + [fingerprint.bytes, connection.client], isOurs: Self.hasVersion, done)
    }

    package func replant(_ request: SlotReplant, _ done: @escaping SlotAnswer<SlotChange>) {
        done(.failure(.unsupported))
    }

    package func rotate(_ request: SlotRotation, _ done: @escaping SlotAnswer<SlotChange>) {
        guard let value = request.value.asKey, request.hasSoundGrace else { return done(.failure(.invalidRequest)) }
        let identity = request.identity
        let arguments = [
            identity.nonce.bytes, value.bytes, request.fingerprintKey.bytes,
            Array(String(request.graceMilliseconds).utf8),
            identity.floor.bytes, Optional(request.fingerprint).bytes, connection.client, identity.isFirstAttempt.bytes,
        ]
        connection.run(.rotate, arguments, isOurs: Self.hasVersion, done)
    }

    package func revoke(_ request: SlotRevocation, _ done: @escaping SlotAnswer<SlotChange>) {
        let identity = request.identity
        let arguments = [
            identity.nonce.bytes, request.fingerprintKey.bytes, identity.floor.bytes, connection.client,
            identity.isFirstAttempt.bytes,
        ]
        connection.run(.revoke, arguments, isOurs: Self.hasVersion, done)
    }

    package func endGrace(
        _ identity: ChangeIdentity, fingerprint: Fingerprint?, _ done: @escaping SlotAnswer<SlotChange>
    ) {
        let arguments = [
            identity.nonce.bytes, identity.floor.bytes, fingerprint.bytes, connection.client,
            identity.isFirstAttempt.bytes,
        ]
        connection.run(.endGrace, arguments, isOurs: Self.hasVersion, done)
    }

    private var readCommand: RedisCommand { RedisCommand("HGETALL", [connection.name.key]) }

    private static func hasVersion(_ stands: SlotReading, _ version: Version?) -> Bool {
        guard case .fenced(let slot) = stands else { return false }
        return slot.version == version
    }
}

extension Secret {
    /// Trimmed, or nil for what can be no key.
    var asKey: Secret? {
        guard case .value(let value) = AdminKeyText(self) else { return nil }
        return value
    }
}

extension SlotRotation {
    var hasSoundGrace: Bool { graceNanoseconds <= Self.longestGraceNanoseconds }
}

extension SlotStoreError {
    static let unsupported = SlotStoreError(.failed, .unsupported)
    static let invalidRequest = SlotStoreError(.failed, .invalidRequest)
}

import Credentials
import RedisLink

/// Harms a slot in Redis, with the permissions of the faults user.
package final class RedisSlotDamager: SlotDamager {
    private let sender: any RedisSender
    private let name: SlotName
    private let format: SlotFormat

    package init(sender: any RedisSender, name: SlotName, format: SlotFormat) {
        self.sender = sender
        self.name = name
        self.format = format
    }

    package func delete(_ done: @escaping SlotAnswer<Bool>) {
        sender.send(RedisCommand("DEL", [name.key]), deadline: nil) { done(Self.didChange($0)) }
    }

    package func corrupt(_ harm: SlotHarm, _ done: @escaping SlotAnswer<Bool>) {
        guard format == .fenced || harm != .poisonedEpoch else { return done(.failure(.unsupported)) }
        let script: SlotScript = format == .fenced ? .damage : .plainDamage
        sender.run(script.script, keys: name.scriptKeys, arguments: [Array(harm.rawValue.utf8)]) {
            done(Self.didChange($0))
        }
    }

    private static func didChange(_ result: Result<RedisReply, RedisError>) -> Result<Bool, SlotStoreError> {
        result.mapError(SlotStoreError.init).flatMap { reply in
            guard case .integer(let count) = reply else {
                return .failure(SlotStoreError(.unknown, .unreadableAnswer))
            }
            return .success(count > 0)
        }
    }
}

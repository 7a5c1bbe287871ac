import Credentials
import RedisLink

/// Plants documents in Redis, with the permissions of the faults user.
package final class RedisEnvironmentPlanter: EnvironmentPlanter {
    private let sender: any RedisSender
    private let names: EnvironmentNames

    package init(sender: any RedisSender, names: EnvironmentNames) {
        self.sender = sender
        self.names = names
    }

    package func plant(
        _ id: EnvironmentID, text: [UInt8]?, entry: [UInt8]?, _ done: @escaping EnvironmentAnswer<Void>
    ) {
        guard names.scriptKeys(for: id) != nil else { return done(.failure(.invalidRequest)) }
        let key = names.document(of: id)
        let index = Array(names.index.utf8)
        send(text.map { RedisCommand("SET", [key, $0]) } ?? RedisCommand("DEL", [key])) { [self] result in
            guard case .success = result else { return done(result) }
            send(
                entry.map { RedisCommand("HSET", [index, id.bytes, $0]) } ?? RedisCommand("HDEL", [index, id.bytes]),
                done)
        }
    }

    package func say(_ payload: [UInt8], _ done: @escaping EnvironmentAnswer<Void>) {
        send(RedisCommand("PUBLISH", [Array(names.channel.utf8), payload]), done)
    }

    private func send(_ command: RedisCommand, _ done: @escaping EnvironmentAnswer<Void>) {
        sender.send(command, deadline: nil) { done($0.map { _ in () }.mapError(EnvironmentStoreError.init)) }
    }
}

import Credentials
import RedisLink
import ReplicaCore
import Stores

/// The documents of a replica's environments in Redis: turns what the store answers into inputs of the core.
final class ReplicaDocuments {
    /// Where documents are published, in the bytes in which a message names its channel.
    let channel: [UInt8]
    private let store: RedisEnvironmentStore
    private let clock: () -> WallTime
    private let deliver: (EnvironmentInput) -> Void

    init(
        over sender: any RedisSender, names: EnvironmentNames, clock: @escaping () -> WallTime,
        deliver: @escaping (EnvironmentInput) -> Void
    ) {
        channel = Array(names.channel.utf8)
        store = RedisEnvironmentStore(sender: sender, names: names, clock: clock)
        self.clock = clock
        self.deliver = deliver
    }

    func readIndex() { store.index { [deliver] in deliver(.indexEnded($0.mapError(SlotReadFailure.init))) } }

    func read(_ id: EnvironmentID) {
        store.read(id) { [deliver] in deliver(.documentEnded(id, $0.mapError(SlotReadFailure.init))) }
    }

    func putBack(_ record: EnvironmentRecord) {
        store.putBack(record) { [deliver] result in
            let written = result.map { EnvironmentPutBack(didWrite: $0.didWrite, stands: $0.stands) }
            deliver(.putBackEnded(record.id, written.mapError(SlotReadFailure.init)))
        }
    }

    func heard(_ payload: [UInt8]) { deliver(.pushed(store.message(payload, at: clock()))) }
}

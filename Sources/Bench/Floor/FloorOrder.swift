import Credentials
import ReplicaProcess

/// What the processes of a floor are, from the least that could be done to what a replica cannot do without.
enum FloorKind: UInt8 {
    /// A blocking subscriber that stores a time stamp.
    case subscriber = 1
    /// An event loop with two links, one of which polls and one of which is subscribed.
    case links
    /// The pages of a load of managed keys, fetched by blocking hiredis and thrown away.
    case keyPages
    /// The same pages through the store into the cache of a replica.
    case keyCache
}

/// What the floor's zygote is asked for.
enum FloorOrder: Equatable {
    case start(FloorGroup)
    /// Kill and reap them all; answered by one message.
    case end
}

/// So many alike, for one Redis.
struct FloorGroup: Equatable {
    var kind: FloorKind
    var count: UInt32
    var port: UInt16
    var user: String
    var password: Secret
    var channel: String
    /// What it reads: the slot, or the namespace of the managed keys.
    var place: String
    /// Nanoseconds.
    var poll: UInt64
}

extension FloorOrder {
    var encoded: [UInt8] {
        var wire = WireWriter()
        guard case .start(let group) = self else {
            wire.put(UInt8(0))
            return wire.bytes
        }
        wire.put(group.kind.rawValue)
        wire.put(group.count)
        wire.put(group.port)
        wire.put(group.user)
        wire.put(group.password)
        wire.put(group.channel)
        wire.put(group.place)
        wire.put(group.poll)
        return wire.bytes
    }

    init(decoding bytes: [UInt8]) throws(WireError) {
        var wire = WireReader(bytes)
        guard let kind = FloorKind(rawValue: try wire.take()) else {
            self = .end
            return
        }
        self = .start(
            FloorGroup(
                kind: kind, count: try wire.take(), port: try wire.take(), user: try wire.takeText(),
                password: try wire.takeSecret(), channel: try wire.takeText(), place: try wire.takeText(),
                poll: try wire.take()))
    }
}

import Credentials
import History

@testable import ReplicaCore

/// One replica of a simulated fleet: the real watcher, and the state of its two connections.
struct SimulatedReplica {
    /// A command that was sent and not yet answered.
    struct Pending {
        let serial: UInt64
        let isWrite: Bool
    }

    var watcher: AdminKeyWatcher
    let configured: Secret?
    /// The key that it generated in this life.
    var drawn: Secret?
    /// Which life this is: what is under way for an earlier one comes to nothing.
    var life = 0
    var isAlive = true
    var isCut = false
    var isFrozen = false
    var server = 0
    var skew: Int64 = 0
    /// Inputs that came while frozen.
    var backlog: [AdminKeyInput] = []
    /// Counts connections; an answer of an earlier one is nobody's.
    var connection = 0
    var isLinkUp = false
    var pending: [Pending] = []
    var lastExecution: UInt64 = 0
    var lastAnswer: UInt64 = 0
    var subscription = 0
    var isSubscribed = false
    var lastMessage: UInt64 = 0
    /// The latest wake-up that was asked for; earlier ones are void.
    var wakeSerial = 0
}

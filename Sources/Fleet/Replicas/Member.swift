import Credentials
import History

/// One replica as the coordinator sees it, through all its incarnations.
final class Member {
    enum State: Equatable {
        /// Not forked yet, or ended.
        case gone
        case starting
        case ready
        /// Asked to end.
        case ending
    }

    let id: ReplicaID
    /// ADMIN_KEY of its first start, nil for none.
    let firstKey: Secret?
    var state = State.gone
    var isFrozen = false
    var incarnation = Incarnation(0)
    var child: ChildProcess?
    var peer: ControlPeer?
    /// The number of the last `know` that it confirmed.
    var knows: UInt32 = 0
    /// The number of the last `skew` that it said it had done.
    var skewed: UInt32 = 0
    /// All its links were up once in this life.
    var hasSettled = false
    /// It has answered often enough over HTTP in this life that its threads and buffers are there.
    var isWarm = false
    /// What its process held when it had settled.
    var baseline: ProcessInventory?
    /// Where its HTTP face listens; nil before it says so.
    var facePort: UInt16?
    /// It made a key, because none was effective.
    var hasGenerated = false
    /// That key, or another one that won in its stead.
    var wonKey: Secret?
    /// It said `ended`.
    var saidEnded = false
    /// The holds of its deaths since it was last ready: several when it died again before it got ready.
    var deathHolds: [Hold] = []
    /// This life, and not one before it, was told to end.
    var isAskedToEnd: Bool { deathHolds.contains { $0.life == life } }
    /// Held by a fault of its own, or about to be: a race must not draw a replica twice.
    var isHeld: Bool { state != .ready || isFrozen || isDrawn || cutOffs > 0 || !deathHolds.isEmpty }
    /// Link faults that keep it from a server.
    var cutOffs = 0
    /// A step has drawn it and is not done with it.
    var isDrawn = false

    var life: Life { Life(id, incarnation) }

    init(id: ReplicaID, firstKey: Secret?) {
        self.id = id
        self.firstKey = firstKey
    }
}

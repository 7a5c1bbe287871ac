import Credentials
import ReplicaProcess

/// One managed key that replicas ask about, as the coordinator knows it.
final class RunKey {
    enum State {
        /// Told to the replicas, and not in the store.
        case planned
        case alive
        /// A step has chosen it for deactivation.
        case dying
        case dead
        /// An answer was lost: nobody chooses it any more.
        case unknown
    }

    let token: KnownToken
    let new: NewManagedKey
    var state = State.planned
    /// A step of this run works or worked on it: the sampler looks at it.
    var isWatched = false

    init(token: KnownToken, new: NewManagedKey) {
        self.token = token
        self.new = new
    }

    var expiresAt: WallTime? { new.draft.expiresAt }

    /// Nanoseconds until its end; 0 without one. The history has it even where no answer comes.
    func lifetime(from wall: WallTime) -> UInt64 {
        expiresAt.map { UInt64(max(1, $0.nanoseconds - wall.nanoseconds)) } ?? 0
    }
}

/// What has to be done to one key, and by which replica; nil: by the operator.
struct KeyOrder {
    let key: RunKey
    let writer: Member?
}

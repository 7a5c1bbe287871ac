import Credentials
import Scenario

/// The managed keys of a run that replicas ask about, in the order in which they were made.
struct ManagedKeyRegister {
    private(set) var keys: [RunKey] = []
    /// What the fleet should have reached: the highest revision that was acknowledged.
    private(set) var newest = Epoch.zero

    mutating func add(_ key: RunKey) { keys.append(key) }

    mutating func acknowledged(_ revision: Epoch) { newest = max(newest, revision) }

    /// Keys that are alive as far as anybody here knows, and will be at that time.
    func alive(at wall: WallTime) -> [RunKey] {
        keys.filter { key in key.state == .alive && key.expiresAt.map { wall < $0 } ?? true }
    }

    /// The latest that steps worked on.
    func watched(atMost count: Int) -> [RunKey] { keys.filter(\.isWatched).suffix(count) }
}

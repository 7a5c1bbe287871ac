import Credentials
import RedisFixture
import RedisLink
import Stores

@testable import Operator

/// A deployment in memory and an operator of it, with a clock of its own.
final class OperatorStage {
    static let start = WallTime(milliseconds: 1_790_000_000_000)
    let slot = MemorySlot(now: start)
    let keys = MemoryManagedKeys(now: start)
    let holds = MemoryHolds(now: start)
    let session: OperatorSession
    private let replicas: MemoryHoldsStore

    init(on loop: EventLoop) {
        replicas = MemoryHoldsStore(holds)
        session = OperatorSession(
            on: loop, slot: MemorySlotStore(slot, format: .fenced, client: "operator"),
            keys: MemoryManagedKeyStore(keys), holds: replicas)
    }

    /// What a replica says of itself, now.
    func says(
        _ name: String, admin: Version? = nil, keys: Epoch? = .zero, refuseAfter: UInt64? = nil, incarnation: UInt32 = 1
    ) {
        guard let replica = ReplicaName(name) else { preconditionFailure("a test names replicas soundly") }
        let claim = HoldsClaim(
            incarnation: incarnation,
            holding: Holding(admin: .fenced(admin), hasReadAdmin: true, keys: keys),
            refuseAfterMilliseconds: refuseAfter)
        replicas.write(claim, of: replica) { _ in }
    }

    func pass(_ milliseconds: Int64) {
        let now = slot.now.advanced(byNanoseconds: milliseconds * 1_000_000)
        (slot.now, keys.now, holds.now) = (now, now, now)
    }

    func rotate(to text: String = "next") async throws -> AdminKeyAcknowledgement {
        try await session.change(.rotate(to: Secret(text: text), grace: 0), floor: .zero)
    }

    func newKey(_ name: String = "key", expiresAt: WallTime? = nil) throws -> NewManagedKey {
        var source = SystemRandomNumberGenerator()
        let draft = try ManagedKeyDraft(name: name, expiresAt: expiresAt, now: WallTime(milliseconds: 0))
        return NewManagedKey(id: .random(using: &source), draft: draft, token: .random(using: &source))
    }
}

extension WaitWish {
    /// One look.
    static let now = WaitWish(limit: 0)
}

func withStage(_ body: @escaping @Sendable (OperatorStage) async throws -> Void) async throws {
    try await withLoop { loop in try await body(OperatorStage(on: loop)) }
}

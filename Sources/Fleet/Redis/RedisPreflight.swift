import Credentials
import History
import RedisLink
import ReplicaProcess
import Stores

/// Whether a Redis that the user named can carry a run, found out before a replica is forked.
struct RedisPreflight {
    let operators: SlotOperators
    let prefix: String
    private static let oldest = 7

    /// - Throws: one clear reason, with the version or the command that is the trouble.
    func check() async throws(FleetError) {
        let version = await operators.version()
        if let major = version.split(separator: ".").first.flatMap({ Int($0) }), major < Self.oldest {
            throw FleetError(.redisUnusable, "Redis \(version) is too old: \(Self.oldest).0 is the oldest that will do")
        }
        try await tryToWrite()
    }

    /// Does on a slot of its own what replicas and operator will do, and takes it away again.
    private func tryToWrite() async throws(FleetError) {
        let slot = SlotName("\(prefix):preflight")
        let store = RedisFencedSlotStore(sender: operators.faults, name: slot, client: "preflight") {
            WallTime(nanoseconds: 0)
        }
        var source = SystemRandomNumberGenerator()
        let request = SlotRevocation(
            identity: ChangeIdentity(nonce: Nonce(bits: source.next()), isFirstAttempt: true),
            fingerprintKey: .random())
        let result = await withCheckedContinuation { continuation in
            store.revoke(request) { continuation.resume(returning: $0) }
        }
        let keys = [slot.text, slot.log].map { Array($0.utf8) }
        let removal = await withCheckedContinuation { continuation in
            operators.faults.send(RedisCommand("DEL", keys), deadline: nil) { continuation.resume(returning: $0) }
        }
        if case .failure(let error) = result { throw FleetError(.redisUnusable, "\(error)") }
        if case .failure(let error) = removal { throw FleetError(.redisUnusable, "\(error)") }
    }
}

import RedisFixture
import StorageRace
import Testing

@testable import AuthorizationStorage

/// Whatever must happen once happens once, where those who try are processes of their own, as replicas are: each with its
/// own connection, loop, script cache and memory of clients.
@Suite(.serialized) struct ProcessRaceTests {
    /// What a race is about, and users who must be there for it.
    private static func prepare(_ race: StorageRace) -> @Sendable (RedisStoreStage) async throws -> Void {
        { redis in
            let storage = redis.storage
            for round in 0..<RacingProcesses.rounds {
                switch race {
                case .user, .assertion: break
                case .identity, .upstream: try await storage.createUser(User(id: RaceNames.user(round)))
                case .lastUse:
                    try await storage.createUser(User(id: RaceNames.user(round)))
                    try await storage.createProviderIdentity(
                        ProviderIdentity(
                            userID: RaceNames.user(round), providerID: RaceNames.provider,
                            subject: RaceNames.subject(round)))
                case .pending, .pendingInTwoSteps:
                    try await storage.storePendingAuthorization(
                        state: RaceNames.state(round), .sample(at: SystemClock.now()))
                case .proofKey: try await storage.createPKCE(RaceNames.signature(round), .sample(client: nil))
                }
            }
        }
    }

    private static let loserOutcomes: [(StorageRace, RaceDeed.Outcome)] = [
        (.user, .exists), (.identity, .exists), (.pending, .missing), (.assertion, .known), (.proofKey, .missing),
    ]

    @Test(arguments: loserOutcomes)
    func `of four processes exactly one gets it, in every round`(_ race: StorageRace, _ loss: RaceDeed.Outcome)
        async throws
    {
        try await RacingProcesses(race).run(preparing: Self.prepare(race)) { redis, rounds in
            #expect(rounds.allSatisfy { $0.count == RacingProcesses.count })
            #expect(rounds.allSatisfy { $0.count { $0.outcome == .done } == 1 })
            #expect(rounds.allSatisfy { $0.count { $0.outcome == loss } == RacingProcesses.count - 1 })
            let audit = try await RacingProcesses.audit(redis)
            #expect(audit.isClean, "\(audit)")
        }
    }

    /// The race itself: two steps lose it.
    @Test func `more than one process gets through a load that a delete follows`() async throws {
        let race = StorageRace.pendingInTwoSteps
        try await RacingProcesses(race).run(preparing: Self.prepare(race)) { _, rounds in
            #expect(rounds.contains { $0.count { $0.outcome == .done } > 1 })
        }
    }

    /// Fix 1 and hazard 51: a use that was under way must not bring a deleted identity back.
    @Test func `an identity that is used while its user is deleted is gone`() async throws {
        try await RacingProcesses(.lastUse).run(preparing: Self.prepare(.lastUse)) { redis, rounds in
            var uses: [RaceDeed.Outcome: Int] = [:]
            for deeds in rounds {
                let deletes = deeds.filter { $0.kind == .delete }
                #expect(deletes.map(\.outcome.rawValue).sorted() == ["done", "missing"])
                let touches = deeds.filter { $0.kind == .touch }
                #expect(touches.count == 6 && touches.allSatisfy { $0.outcome == .done || $0.outcome == .missing })
                for touch in touches { uses[touch.outcome, default: 0] += 1 }
                let end = deletes.first { $0.outcome == .done }?.returned ?? .max
                #expect(touches.allSatisfy { $0.called < end || $0.outcome == .missing })
            }
            #expect(uses[.done] ?? 0 > 0 && uses[.missing] ?? 0 > 0, "\(uses)")
            let left = try redis.allKeys()
            #expect(left == [])
        }
    }

    /// Hazard 52: a row is there, and in its indexes, or it is gone, as the order of the calls has it.
    @Test func `a row that is stored while its session is deleted is whole or gone`() async throws {
        try await RacingProcesses(.upstream).run(preparing: Self.prepare(.upstream)) { redis, rounds in
            let audit = try await RacingProcesses.audit(redis)
            #expect(audit.isClean, "\(audit)")
            var (kept, taken) = (0, 0)
            for (round, deeds) in rounds.enumerated() {
                #expect(deeds.allSatisfy { $0.outcome == .done || $0.kind == .delete && $0.outcome == .missing })
                let rows = try await redis.storage.getAllUpstreamTokens(session: RaceNames.session(round))
                let deletes = deeds.filter { $0.kind == .delete }
                for store in deeds where store.kind == .store {
                    let isThere = rows.contains { $0.provider == store.provider }
                    if deletes.allSatisfy({ $0.returned < store.called }) { #expect(isThere) }
                    if deletes.contains(where: { $0.outcome == .done && $0.called > store.returned }) {
                        #expect(!isThere)
                    }
                    if isThere { kept += 1 } else { taken += 1 }
                }
                #expect(deletes.contains { $0.outcome == .done } || rows.count == 4)
            }
            #expect(kept > 0 && taken > 0, "\(kept) rows kept, \(taken) taken")
        }
    }
}

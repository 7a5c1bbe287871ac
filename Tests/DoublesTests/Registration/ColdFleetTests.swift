import Credentials
import History
import RedisFixture
import RedisLink
import ReplicaCore
import Testing

@testable import Doubles
@testable import ReplicaProcess

/// What several replicas do together, from an empty store on.
@Suite struct ColdFleetTests {
    @Test func `replicas that start together register once, and all use it`() async throws {
        try await DriverStand.with { stand, loop in
            try stand.start(8)
            try await stand.untilAllResolved()
            let entry = try #require(stand.host.server.entries.first)
            #expect(stand.host.server.entries.count == 1 && entry.isAnswered)
            #expect(stand.members.allSatisfy { stand.held($0)?.clientID == entry.clientID })
            #expect(stand.events { if case .requested(_, .register, _) = $0 { true } else { false } } == 1)
            #expect(stand.events { if case .lease(_, .taken, _) = $0 { true } else { false } } == 1)
            #expect(stand.events { if case .lease(_, .released, _) = $0 { true } else { false } } == 1)
            #expect(stand.events { if case .stored(_, _, .wrote, _, false) = $0 { true } else { false } } == 1)
            #expect(stand.events { if case .failed = $0 { true } else { false } } == 0 && stand.log.isEmpty)
        }
    }

    @Test func `the history says what was done, in its order`() async throws {
        try await DriverStand.with { stand, loop in
            let member = try stand.start()
            try await stand.untilAllResolved()
            let held = try #require(stand.held(member))
            let key = member.driver.configuration.fingerprintKey
            let client = FingerprintBits(Fingerprint(of: Secret(text: held.clientID), key: key).bits)
            let version = VersionStamp(held.version)
            let id = DriverStand.id
            let events = stand.events(member)
            guard case .lease(id, .taken, let fence)? = events.first else { throw FixtureError("\(events)") }
            #expect(
                events == [
                    .lease(id, .taken, fence: fence), .requested(id, .discover, number: 1),
                    .answered(id, .discover, number: 1, status: 200, client: .none, isOutcomeUnknown: false),
                    .requested(id, .register, number: 2),
                    .answered(id, .register, number: 2, status: 201, client: client, isOutcomeUnknown: false),
                    .stored(id, client: client, .wrote, version: version, isPutBack: false),
                    .lease(id, .released, fence: fence),
                    .used(id, client: client, version: version, secretEnds: 0),
                ])
        }
    }

    @Test func `where the last writer counts, each registers and keeps its own`() async throws {
        try await DriverStand.with { stand, loop in
            // Nobody finds anything before everybody has asked.
            stand.inject(.slow, on: [.register], delay: 300_000_000)
            try stand.start(4, stand.settings { $0.claim = .lastWriter })
            try await stand.untilAllResolved()
            #expect(stand.host.server.entries.count == 4)
            #expect(Set(stand.members.compactMap { stand.held($0)?.clientID }).count == 4)
        }
    }

    @Test func `a hint brings all to the new one long before their poll`() async throws {
        try await DriverStand.with { stand, loop in
            try stand.start(3, stand.settings { $0.poll = 60_000_000_000 })
            try await stand.untilAllResolved()
            let first = try #require(stand.held(stand.members[0]))
            _ = stand.host.change { $0.forget(tenant: nil) }
            #expect(try await stand.use(by: stand.members[0], 1) == .refused)
            try await loop.until("all use another one", within: 10) {
                let clients = Set(stand.members.compactMap { stand.held($0)?.clientID })
                return clients.count == 1 && !clients.contains(first.clientID)
            }
            #expect(stand.host.server.entries.count == 2)
        }
    }

    @Test func `a row that vanishes is put back, and nobody registers`() async throws {
        try await DriverStand.with { stand, loop in
            try stand.start(3)
            try await stand.untilAllResolved()
            try await stand.deleteRow()
            #expect(try await stand.row() == .null)
            try await loop.until("somebody has put the row back, and heard that it did") {
                stand.events { if case .stored(_, _, .wrote, _, true) = $0 { true } else { false } } >= 1
            }
            #expect(try await stand.row() != .null)
            #expect(stand.host.server.entries.map(\.state) == [.live])
        }
    }

    @Test func `a secret is renewed before its end by one, and adopted by all`() async throws {
        try await DriverStand.with(AuthorizationTenant(name: "a", secretLife: 4)) { stand, loop in
            try stand.start(4)
            try await stand.untilAllResolved()
            let first = try #require(stand.held(stand.members[0]))
            try await loop.until("all use a second one") {
                let held = stand.members.compactMap { stand.held($0) }
                return held.count == 4 && held.allSatisfy { $0.clientID != first.clientID }
                    && Set(held.map(\.clientID)).count == 1
            }
            #expect(stand.host.server.entries.count == 2)
            let nothing = stand.events { if case .used(_, .none, _, _) = $0 { true } else { false } }
            #expect(nothing == 0, "nobody was without one in between")
        }
    }
}

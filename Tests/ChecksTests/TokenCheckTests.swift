@testable import Checks
import History
@testable import Scenario
import Testing

/// Each check of tokens with a history that just violates it, and one that just does not.
struct TokenCheckTests {
    private func violations(_ scene: Scene) throws -> [String] { try scene.tokenFindings().violations }

    @Test func `a life of a session without a fault passes, and is counted`() throws {
        var scene = Scene.withTokens()
        scene.mint(at: 1_100)
        scene.call(.readAccess, at: 1_200, by: 2)
        scene.call(.rotate, at: 1_300, by: 2)
        scene.mint(1, at: 1_303, by: 2)
        scene.call(.readAccess, .missing, at: 1_400)
        scene.call(.readRefresh, .reused, at: 1_410)
        scene.call(.readAccess, family: 1, 1, at: 1_420)
        scene.call(.revoke, at: 1_500)
        scene.call(.readAccess, .missing, family: 1, 1, at: 1_503, by: 2)
        scene.call(.mintAccess, .revoked, family: 1, 2, at: 1_510)
        scene.tell(.audited(TokenAudit()), at: 4_000)
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.metric("tokens.issued") == 2)
        #expect(findings.metric("tokens.used") == 2)
        #expect(findings.metric("tokens.rotated") == 1)
        #expect(findings.metric("tokens.revoked") == 1)
        #expect(findings.metric("tokens.stale-reads") == 0)
        #expect(findings.metrics["tokens.lost-writes"] == Measurement(value: 0, unit: "count", samples: 6))
    }

    @Test func `a run without tokens does not speak of them`() throws {
        let findings = try Scene().findings()
        #expect(!findings.metrics.keys.contains { $0.hasPrefix("tokens.") })
        #expect(!findings.checks.contains { $0.name.hasPrefix("token-") })
    }

    @Test func `every metric of tokens on the list is measured, or null`() throws {
        let metrics = try Scene.withTokens().findings().metrics
        for metric in Metrics.all where metric.name.hasPrefix("tokens.") {
            #expect(metrics[metric.name] == Measurement(value: nil, unit: "count", samples: 0), "\(metric.name)")
        }
    }

    // MARK: revocation

    /// The revocation is called at 2,000 and known at 2,002.
    @Test(arguments: [(2_001.0, TokenOutcome.done, 0), (2_003, .done, 1), (2_003, .missing, 0), (2_003, .failed, 0)])
    func `a read that begins after a revocation was known is refused`(
        _ called: Double, _ outcome: TokenOutcome, _ wrong: Int
    ) throws {
        var scene = Scene.withTokens()
        scene.mint(at: 1_500)
        scene.call(.revoke, at: 2_000)
        scene.call(.readAccess, outcome, at: called, by: 2)
        let (findings, violations) = try scene.tokenFindings()
        #expect(violations == Array(repeating: "token-revocation", count: wrong))
        #expect(findings.metric("tokens.stale-reads") ?? 0 == Double(wrong))
        #expect(Set(findings.violations.map(\.replica)) == (wrong > 0 ? ["r2"] : []))
    }

    @Test(arguments: [TokenDeedKind.readRefresh, .mintAccess, .mintRefresh])
    func `nothing slips in behind a revocation`(_ kind: TokenDeedKind) throws {
        var scene = Scene.withTokens()
        scene.mint(at: 1_500)
        scene.call(.revoke, at: 2_000, by: 0)
        scene.call(kind, at: 2_003, by: 2)
        #expect(try violations(scene) == ["token-revocation"])
    }

    /// The store told somebody that the token was used before, which revokes the family.
    @Test(arguments: [(2_103.0, ["token-revocation"]), (2_101, [])] as [(Double, [String])])
    func `a second use of a refresh token revokes its family`(_ read: Double, _ expected: [String]) throws {
        var scene = Scene.withTokens()
        scene.mint(at: 1_500)
        scene.call(.rotate, at: 2_000)
        scene.mint(1, at: 2_010)
        scene.call(.reuse, .reused, at: 2_100, by: 2)
        scene.call(.readAccess, family: 1, 1, at: read)
        #expect(try violations(scene) == expected)
    }

    @Test(arguments: [TokenOutcome.unknown, .unconfirmed, .failed])
    func `a revocation that nobody was sure of binds nobody`(_ outcome: TokenOutcome) throws {
        var scene = Scene.withTokens()
        scene.mint(at: 1_500)
        scene.call(.revoke, outcome, at: 2_000)
        scene.call(.readAccess, at: 2_100, by: 2)
        #expect(try violations(scene) == [])
    }

    /// Where writes are confirmed, only an order that was confirmed binds: what a refusal says may be lost.
    @Test(arguments: [(0, ["token-revocation"]), (2, [])] as [(Int, [String])])
    func `a refusal proves a revocation where nobody asks for confirmations`(
        _ confirm: Int, _ expected: [String]
    ) throws {
        var scene = Scene.withTokens(confirm: confirm)
        scene.mint(at: 1_500)
        scene.call(.reuse, .revoked, at: 2_000, by: 2)
        scene.call(.readAccess, at: 2_100)
        #expect(try violations(scene) == expected)
        scene.call(.revoke, at: 2_040)
        #expect(try violations(scene) == ["token-revocation"])
    }

    @Test func `a revocation that a failover may have undone is counted, and no violation`() throws {
        var scene = Scene.withTokens()
        scene.mint(at: 1_500)
        scene.call(.revoke, at: 2_000)
        scene.call(.readAccess, at: 2_100, by: 2)
        #expect(try violations(scene) == ["token-revocation"])
        scene.failOver(at: 2_050)
        let (findings, violations) = try scene.tokenFindings()
        #expect(violations == [])
        #expect(findings.metric("tokens.stale-reads") == 1)
        #expect(findings.metric("tokens.lost-writes") == 1)
    }

    // MARK: one winner

    @Test(arguments: [TokenDeedKind.redeem, .rotate])
    func `one of all who try gets it`(_ kind: TokenDeedKind) throws {
        func scene(_ second: TokenOutcome) -> Scene {
            var scene = Scene.withTokens()
            scene.call(kind, at: 2_000)
            scene.call(kind, second, at: 2_000, by: 2)
            return scene
        }
        #expect(try violations(scene(kind == .redeem ? .used : .reused)) == [])
        let (findings, violations) = try scene(.done).tokenFindings()
        #expect(violations == ["token-winners"])
        #expect(findings.metric("tokens.double-redemptions") == 1)
    }

    @Test func `each generation has a winner of its own`() throws {
        var scene = Scene.withTokens()
        scene.call(.rotate, family: 1, 0, at: 2_000)
        scene.call(.rotate, family: 1, 1, at: 2_100)
        #expect(try violations(scene) == [])
    }

    @Test(arguments: [TokenOutcome.unknown, .unconfirmed])
    func `whoever may have it is nobody's rival`(_ outcome: TokenOutcome) throws {
        var scene = Scene.withTokens()
        scene.call(.redeem, outcome, at: 2_000)
        scene.call(.redeem, .used, at: 2_100, by: 2)
        #expect(try violations(scene) == [])
    }

    @Test func `what was taken was taken by somebody`() throws {
        var scene = Scene.withTokens()
        scene.call(.makeCode, at: 1_900)
        scene.call(.redeem, .used, at: 2_100, by: 2)
        #expect(try violations(scene) == ["token-winners"])
    }

    @Test func `a replica that died may have had it`() throws {
        var scene = Scene.withTokens()
        scene.restart(1, killed: 2_000, ready: 2_300)
        scene.call(.redeem, .used, at: 2_100, by: 2)
        #expect(try violations(scene) == [])
    }

    @Test(arguments: [(0, [String]()), (2, ["token-winners"])])
    func `two winners across a failover are counted, and a violation where each was confirmed by all`(
        _ confirm: Int, _ expected: [String]
    ) throws {
        var scene = Scene.withTokens(confirm: confirm)
        scene.plan.redis.replicas = 2
        scene.call(.redeem, at: 2_000)
        scene.failOver(at: 2_050)
        scene.call(.redeem, at: 2_100, by: 2)
        let (findings, violations) = try scene.tokenFindings()
        #expect(violations == expected)
        #expect(findings.metric("tokens.double-redemptions") == 1)
        #expect(findings.metric("tokens.lost-writes") == 1)
    }

    // MARK: races

    private func race(winners: Int, parts: Int = 2, failed: UInt32 = 0) -> Scene {
        var scene = Scene.withTokens()
        scene.tell(.raceBegan(race: 0, .redeem, first: 100, count: 3, racers: 2), at: 2_000)
        for family in 0..<UInt32(winners) { scene.call(.redeem, family: 100 + family, at: 2_010) }
        for replica in 1...UInt32(parts) {
            scene.tell(.raced(race: 0, attempts: 3, refused: 3, failed: failed), at: 2_100, by: replica)
        }
        return scene
    }

    @Test func `every token of a race has its winner`() throws {
        #expect(try violations(race(winners: 3)) == [])
        #expect(try violations(race(winners: 2)) == ["token-winners"])
    }

    @Test func `a race that somebody did not come through proves nothing`() throws {
        #expect(try violations(race(winners: 2, parts: 1)) == [])
        #expect(try violations(race(winners: 2, failed: 1)) == [])
    }

    // MARK: second uses

    @Test(arguments: [(TokenDeedKind.rotate, TokenDeedKind.reuse), (.redeem, .replay)])
    func `a second use is seen to be one`(_ first: TokenDeedKind, _ second: TokenDeedKind) throws {
        func scene(_ outcome: TokenOutcome, called: Double = 2_100) -> Scene {
            var scene = Scene.withTokens()
            scene.mint(at: 1_500)
            scene.call(first, at: 2_000)
            scene.call(second, outcome, at: called, by: 2)
            return scene
        }
        #expect(try violations(scene(first == .rotate ? .reused : .used)) == [])
        #expect(try violations(scene(.missing)) == ["token-reuse"])
        #expect(try violations(scene(.missing, called: 2_001)) == [], "they met")
    }

    @Test func `the mark of a refresh token lives as long as the token would have`() throws {
        func scene(_ called: Double) -> Scene {
            var scene = Scene.withTokens()
            scene.call(.mintRefresh, at: 1_200)
            scene.call(.rotate, at: 1_300)
            scene.call(.reuse, .missing, at: called, by: 2)
            return scene
        }
        #expect(try violations(scene(3_190)) == ["token-reuse"])
        #expect(try violations(scene(3_210)) == [])
    }

    // MARK: ends

    /// Made by a call that returned at 1,502, for a second; and 20 ms are allowed.
    @Test(arguments: [(2_521.0, []), (2_523, ["token-ttl"])] as [(Double, [String])])
    func `nothing is readable past its end`(_ called: Double, _ expected: [String]) throws {
        var scene = Scene.withTokens()
        scene.call(.mintAccess, at: 1_500)
        scene.call(.readAccess, at: called, by: 2)
        let (findings, violations) = try scene.tokenFindings()
        #expect(violations == expected)
        #expect(findings.metric("tokens.ttl-violations") == Double(expected.count))
    }

    @Test func `a token that was made again lives on from then`() throws {
        var scene = Scene.withTokens()
        scene.call(.mintAccess, at: 1_500)
        scene.call(.mintAccess, .unknown, at: 2_000)
        scene.call(.readAccess, at: 2_900, by: 2)
        #expect(try violations(scene) == [])
    }

    @Test func `a key without an end and an index that is too short are violations of ends`() throws {
        var audit = TokenAudit()
        audit.keys = 10
        audit.endless = 2
        audit.shortIndexes = 1
        var scene = Scene.withTokens()
        scene.tell(.audited(audit), at: 4_000)
        let (findings, violations) = try scene.tokenFindings()
        #expect(violations == ["token-ttl"])
        #expect(findings.metrics["tokens.ttl-violations"] == Measurement(value: 3, unit: "count", samples: 10))
    }

    // MARK: losses

    /// Made from 1,500 on, for a second, less a millisecond for the clocks.
    @Test(arguments: [(2_496.0, ["token-losses"]), (2_498, [])] as [(Double, [String])])
    func `a token that nobody touched is there until its end`(_ called: Double, _ expected: [String]) throws {
        var scene = Scene.withTokens()
        scene.call(.mintAccess, at: 1_500)
        scene.call(.readAccess, .missing, at: called, by: 2)
        let (findings, violations) = try scene.tokenFindings()
        #expect(violations == expected)
        #expect(findings.metric("tokens.lost-writes") == Double(expected.count))
    }

    @Test(arguments: [TokenDeedKind.rotate, .reuse, .revoke, .replay])
    func `whoever may have taken it away explains it`(_ kind: TokenDeedKind) throws {
        var scene = Scene.withTokens()
        scene.call(.mintAccess, at: 1_500)
        scene.call(kind, .unknown, at: 1_600, by: 2)
        scene.call(.readAccess, .missing, at: 1_700)
        #expect(try violations(scene) == [])
    }

    @Test func `so does a replica that died, and a call that had no effect does not`() throws {
        var died = Scene.withTokens()
        died.call(.mintAccess, at: 1_500, by: 2)
        died.restart(1, killed: 1_600, ready: 1_900)
        died.call(.readAccess, .missing, at: 1_700, by: 2)
        #expect(try violations(died) == [])
        var failed = Scene.withTokens()
        failed.call(.mintAccess, at: 1_500)
        failed.call(.revoke, .failed, at: 1_600, by: 2)
        failed.call(.rotate, .missing, family: 1, 4, at: 1_650, by: 2)
        failed.call(.readAccess, .missing, at: 1_700)
        #expect(try violations(failed) == ["token-losses"])
    }

    @Test func `a token that a failover took is lost, and no violation`() throws {
        var scene = Scene.withTokens()
        scene.call(.mintAccess, at: 1_500)
        scene.failOver(at: 1_600)
        scene.call(.readAccess, .missing, at: 1_700, by: 2)
        let (findings, violations) = try scene.tokenFindings()
        #expect(violations == [])
        #expect(findings.metric("tokens.lost-writes") == 1)
    }

    @Test func `the latest use of an identity stands, whoever came last`() throws {
        func scene(_ lastUsed: UInt64, isThere: Bool = true) -> Scene {
            var scene = Scene.withTokens()
            scene.call(.touch, family: 3, at: 2_000, detail: 77)
            scene.call(.touch, family: 3, at: 2_001, by: 2, detail: 76)
            scene.tell(
                .userFound(user: 3, isThere: isThere, lastUsed: lastUsed, called: Clock.monotonic(3_500)), at: 3_501)
            return scene
        }
        #expect(try violations(scene(77)) == [])
        #expect(try violations(scene(78)) == [])
        #expect(try violations(scene(76)) == ["token-losses"])
        #expect(try violations(scene(0, isThere: false)) == ["token-losses"])
    }

    @Test(arguments: [(false, [String]()), (true, ["token-losses"])])
    func `a user who was removed is gone`(_ isThere: Bool, _ expected: [String]) throws {
        var scene = Scene.withTokens()
        scene.call(.touch, family: 3, at: 2_000, detail: 77)
        scene.call(.removeUser, family: 3, at: 2_100, by: 0)
        scene.tell(
            .userFound(user: 3, isThere: isThere, lastUsed: isThere ? 77 : 0, called: Clock.monotonic(3_500)),
            at: 3_501)
        #expect(try violations(scene) == expected)
    }

    // MARK: the whole storage

    @Test func `rows that no index names and keys of no kind are violations`() throws {
        for change in [\TokenAudit.unindexed, \.unknown] {
            var audit = TokenAudit()
            audit[keyPath: change] = 1
            var scene = Scene.withTokens()
            scene.tell(.audited(audit), at: 4_000)
            #expect(try violations(scene) == ["token-audit"])
        }
    }

    @Test func `a storage that nobody looked through at the end shows nothing`() throws {
        var scene = Scene.withTokens()
        scene.call(.touch, family: 1, at: 2_000, detail: 5)
        let blind = try scene.findings()
        #expect(blind.verdict == .inconclusive && blind.violations == [])
        #expect(blind.inconclusive == ["nobody looked through the storage of tokens at the end"])
        scene.tell(.audited(TokenAudit()), at: 4_000)
        #expect(try scene.findings().verdict == .pass)
    }

    @Test func `members that name nothing are leaked`() throws {
        var scene = Scene.withTokens()
        scene.coordinator.append((4_000, .leftover(.indexMembers, count: 2)))
        let findings = try scene.findings()
        #expect(findings.violations.map(\.check) == ["leaks"])
        #expect(findings.metric("leaked.index-members") == 2)
    }

    @Test(arguments: [(UInt32(1), Findings.Verdict.pass), (2, .inconclusive)])
    func `replicas that cannot keep up show nothing`(_ owed: UInt32, _ verdict: Findings.Verdict) throws {
        var scene = Scene.withTokens()
        for number in 0..<10 { scene.call(.touch, family: 1, at: 2_000 + Double(number) * 10, detail: 5) }
        scene.tell(.owed(owed), at: 3_000, by: 2)
        scene.tell(.audited(TokenAudit()), at: 4_000)
        #expect(try scene.findings().verdict == verdict)
    }
}

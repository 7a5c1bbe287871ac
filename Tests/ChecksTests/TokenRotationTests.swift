import History
import Testing

/// An exchange of a refresh token takes the access tokens before it out of use: a store that leaves one readable is found.
struct TokenRotationTests {
    private func violations(_ scene: Scene) throws -> [String] { try scene.tokenFindings().violations }

    /// The tokens of the beginning, exchanged from 1,600 to 1,602.
    private func exchanged(_ outcome: TokenOutcome = .done, mint: TokenOutcome = .done, minted: Double = 1_500) -> Scene
    {
        var scene = Scene.withTokens()
        scene.call(.mintAccess, mint, at: minted)
        scene.call(.mintRefresh, at: 1_510)
        scene.call(.rotate, outcome, at: 1_600)
        return scene
    }

    @Test(arguments: [(1_601.0, TokenOutcome.done, 0), (1_603, .done, 1), (1_603, .missing, 0), (1_603, .failed, 0)])
    func `a read that begins after an exchange was known is refused`(
        _ called: Double, _ outcome: TokenOutcome, _ wrong: Int
    ) throws {
        var scene = exchanged()
        scene.call(.readAccess, outcome, at: called, by: 2)
        let (findings, violations) = try scene.tokenFindings()
        #expect(violations == Array(repeating: "token-rotation", count: wrong))
        #expect(Set(findings.violations.map(\.replica)) == (wrong > 0 ? ["r2"] : []))
        let check = findings.checks.first { $0.name == "token-rotation" }
        let judged = outcome == .failed || called < 1_602 ? 0 : 1
        if wrong == 0 { #expect(check?.detail.hasPrefix("\(judged) reads") == true) }
    }

    @Test func `what is issued after it is good, and what was issued two exchanges ago is not`() throws {
        var scene = exchanged()
        scene.mint(1, at: 1_610)
        scene.call(.readAccess, family: 1, 1, at: 1_620, by: 2)
        #expect(try violations(scene) == [])
        scene.call(.rotate, family: 1, 1, at: 1_700, by: 2)
        scene.mint(2, at: 1_710, by: 2)
        scene.call(.readAccess, family: 1, 2, at: 1_720)
        #expect(try violations(scene) == [])
        scene.call(.readAccess, family: 1, 0, at: 1_730)
        #expect(try violations(scene) == ["token-rotation"])
    }

    @Test func `another family is another matter`() throws {
        var scene = exchanged()
        scene.mint(family: 2, at: 1_510)
        scene.call(.readAccess, family: 2, at: 1_620)
        #expect(try violations(scene) == [])
    }

    @Test(arguments: [TokenOutcome.unknown, .unconfirmed, .failed, .missing])
    func `an exchange that nobody was sure of binds nobody`(_ outcome: TokenOutcome) throws {
        var scene = exchanged(outcome)
        scene.call(.readAccess, at: 1_620, by: 2)
        #expect(try violations(scene) == [])
    }

    /// Issued from 1,599 to 1,601, while the exchange was under way; or at a time that nobody can tell.
    @Test(arguments: [(TokenOutcome.done, 1_599.0), (.unknown, 1_500), (.done, 1_605)])
    func `a token that may have come after the exchange is nobody's fault`(_ mint: TokenOutcome, _ at: Double) throws {
        var scene = exchanged(mint: mint, minted: at)
        scene.call(.readAccess, at: 1_620, by: 2)
        #expect(try violations(scene) == [])
    }

    @Test func `an exchange that a failover may have undone is no violation`() throws {
        var scene = exchanged()
        scene.call(.readAccess, at: 1_700, by: 2)
        #expect(try violations(scene) == ["token-rotation"])
        scene.failOver(at: 1_650)
        #expect(try violations(scene) == [])
    }
}

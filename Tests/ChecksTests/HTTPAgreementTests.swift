@testable import Checks
import History
import HistoryLog
@testable import Scenario
import Testing

/// Probes over HTTP beside those of the replica itself.
struct HTTPAgreementTests {
    private func findings(
        _ runs: [(verdict: ProbeRun.Verdict, calls: [Double])], took: Double = 1, staleFrom: Double? = nil,
        to staleTo: Double? = nil
    ) throws -> Findings {
        var scene = Scene(replicas: 1)
        if let staleFrom { scene.actors[0].extra.append((staleFrom, .staleChanged(isStale: true))) }
        if let staleTo { scene.actors[0].extra.append((staleTo, .staleChanged(isStale: false))) }
        scene.plan.fleet.http = true
        scene.plan.probe.via = .http
        scene.rotate(at: 2_000)  // followed at 2,034
        scene.fromOutside = [
            Scene.OutsideAsker(
                replica: 1, credential: scene.key0, runs: runs.map { ($0.verdict, $0.calls) }, took: took)
        ]
        return try scene.findings()
    }

    private static let before = stride(from: 1_100.0, to: 1_990, by: 20).map { $0 }
    private static let after = stride(from: 2_050.0, to: 3_000, by: 20).map { $0 }

    @Test func `what says the same at the same time agrees`() throws {
        let findings = try findings([(.accepted, Self.before), (.refused, Self.after)])
        #expect(findings.violations == [])
        #expect(findings.status(of: "http-agreement") == .passed)
    }

    @Test func `an answer under way at the change may be either`() throws {
        for verdict in [ProbeRun.Verdict.accepted, .refused] {
            let findings = try findings(
                [(.accepted, Self.before), (verdict, [2_029]), (.refused, Self.after)], took: 12)
            #expect(findings.violations(of: "http-agreement") == [])
        }
    }

    @Test func `accepted over HTTP, and refused by itself before and after it`() throws {
        let findings = try findings([
            (.accepted, Self.before), (.refused, Self.after), (.accepted, [3_103]), (.refused, [3_123]),
        ])
        let violation = try #require(findings.violations(of: "http-agreement").first)
        #expect(violation.replica == "r1" && violation.incarnation == 1)
        #expect(violation.expected == "refused over HTTP, as by the replica itself")
        #expect(violation.atMilliseconds == 2_103)
        #expect(findings.verdict == .fail)
    }

    @Test func `refused over HTTP, and accepted by itself`() throws {
        let findings = try findings([(.refused, [1_803]), (.accepted, [1_823])])
        #expect(findings.violations(of: "http-agreement").map(\.detail) == ["refused, 1 times"])
        #expect(findings.violations(of: "early-refusals").count == 1, "the oracle sees it, too")
    }

    /// Its own probes are 10 ms apart.
    @Test func `to and fro between two probes of its own is seen by the other way alone, and no conflict`() throws {
        let findings = try findings([(.refused, [1_803]), (.accepted, [1_823])], staleFrom: 1_802, to: 1_806)
        #expect(findings.violations(of: "http-agreement") == [])
        let check = try #require(findings.checks.first { $0.name == "http-agreement" })
        #expect(check.detail.hasSuffix(", 1 of them between two changes to and fro"), "\(check.detail)")
    }

    @Test(
        arguments: [
            (from: 1_802.0, to: nil, calls: [1_803.0]),  // one change leads nowhere back
            (from: 1_802, to: 1_850, calls: [1_825]),  // its own probes would have seen it
            (from: 1_702, to: 1_706, calls: [1_803]),  // long over
            (from: 1_802, to: 1_806, calls: [1_803, 1_823, 1_843, 1_863]),  // and the face went on
        ] as [(Double, Double?, [Double])])
    func `and nothing longer, nor at another time, is taken for that`(
        _ from: Double, _ to: Double?, _ calls: [Double]
    ) throws {
        let findings = try findings([(.refused, calls), (.accepted, [1_903])], staleFrom: from, to: to)
        #expect(findings.violations(of: "http-agreement").count == 1)
    }

    @Test func `nothing to compare proves nothing`() throws {
        let findings = try findings([])
        #expect(findings.status(of: "http-agreement") == .inconclusive)
        #expect(findings.verdict == .inconclusive)
    }

    @Test func `a fleet that nobody asks over HTTP is not asked for it`() throws {
        #expect(try Scene().findings().status(of: "http-agreement") == nil)
    }
}

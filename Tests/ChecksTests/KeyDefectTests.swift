@testable import Checks
import History
@testable import Scenario
import Testing

/// Defects that gateways have had (specs/admin-and-managed-keys.md, parts C and D), planted one at a time: each is reported by
/// the check that is about it, and by no other.
enum KeyDefect: CaseIterable, Sendable {
    /// W1: a read that was overtaken takes back what this replica has just said (31, 32).
    case refusesWhatItMade, acceptsWhatItEnded
    /// W3: dead is not for ever (31).
    case revives
    /// W4: the clock is not looked at (33).
    case outlivesItsEnd
    /// W5: a repeat moves the time (35).
    case rewritesTheTime
    /// W8: another replica stays open (37, 38).
    case staysOpen
    /// W13: any managed key is an admin (41).
    case opensAdminEndpoints

    var check: String {
        switch self {
        case .refusesWhatItMade: "early-refusals"
        case .acceptsWhatItEnded, .outlivesItsEnd, .staysOpen: "late-acceptances"
        case .revives: "resurrections"
        case .rewritesTheTime: "key-records"
        case .opensAdminEndpoints: "privilege"
        }
    }

    /// The fleet with the defect, or the same without it.
    func scene(isPlanted: Bool) -> Scene {
        var scene = self == .staysOpen ? Scene.unprotected() : Scene.withKeys()
        switch self {
        case .refusesWhatItMade:
            let key = scene.create(at: 2_000, by: 1)
            if isPlanted { scene.verdict = Self.says(.refused, key, from: 2_020, to: 2_200) }
        case .acceptsWhatItEnded:
            let key = scene.create(at: 1_200)
            scene.deactivate(key, at: 2_000, by: 1)
            guard isPlanted else { break }
            scene.actors[0].extra.removeAll { $0.at == 2_003 }
            scene.learns(0, key, isAlive: false, at: 2_300, .poll)
            scene.verdict = Self.says(.accepted, key, from: 2_000, to: 2_300)
        case .revives:
            let key = scene.create(at: 1_200)
            scene.deactivate(key, at: 2_000)
            if isPlanted { scene.verdict = Self.says(.accepted, key, from: 2_100, to: 2_300) }
        case .outlivesItsEnd:
            let key = scene.create(at: 1_200, ends: 2_500)
            if isPlanted { scene.verdict = Self.says(.accepted, key, from: 2_500, to: 2_900) }
        case .rewritesTheTime:
            let key = scene.create(at: 1_200)
            scene.deactivate(key, at: 2_000)
            scene.deactivate(key, at: 3_000, first: isPlanted ? 3_002 : 2_002)
        case .staysOpen:
            let stranger = scene.nameKey(.neverIssued)
            scene.create(at: 1_500)
            if isPlanted { scene.verdict = Self.says(.accepted, stranger, from: 1_500, to: 3_000) }
        case .opensAdminEndpoints:
            let key = scene.create(at: 1_200)
            if isPlanted {
                scene.actors[0].extra.append((3_000, .routeCrossed(key, called: Clock.monotonic(2_999.9))))
            }
        }
        return scene
    }

    private static func says(
        _ verdict: ProbeRun.Verdict, _ key: CredentialID, from: Double, to end: Double
    ) -> (Scene.Actor, CredentialID, Double) -> ProbeRun.Verdict? {
        KeyColourTests.says(verdict, to: key, from: from, to: end)
    }
}

struct KeyDefectTests {
    @Test(arguments: KeyDefect.allCases)
    func `a planted defect is reported by its own check alone`(_ defect: KeyDefect) throws {
        let findings = try defect.scene(isPlanted: true).findings()
        #expect(findings.verdict == .fail)
        #expect(Set(findings.violations.map(\.check)) == [defect.check])
        if defect != .rewritesTheTime { #expect(Set(findings.violations.map(\.replica)) == ["r1"]) }
    }

    @Test(arguments: KeyDefect.allCases)
    func `the same fleet without it passes`(_ defect: KeyDefect) throws {
        let findings = try defect.scene(isPlanted: false).findings()
        #expect(findings.violations == [])
        #expect(findings.verdict != .fail)
    }
}

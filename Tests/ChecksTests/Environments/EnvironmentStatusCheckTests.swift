@testable import Checks
import History
@testable import Scenario
import Testing

/// I11, B16, B17: what a status may not leave out, nor show out of place.
struct EnvironmentStatusCheckTests {
    /// Rotated at 2,000 with a grace until 3,000, and with one additional key that ends before, at 2,900.
    private struct Ending {
        var scene: Scene
        var document: Scene.Document
        let former: CredentialID
        let extra: CredentialID

        init() {
            (scene, document) = Scene.withEnvironment()
            former = document.sdk ?? .unnamed
            extra = scene.name(.sdkKey)
            document.grace = [(former, 3_000)]
            document.ending = [(extra, 2_900)]
            document.sdk = scene.name(.sdkKey)
            scene.publish(&document, at: 2_000)
        }

        var shown: [(CredentialID, EnvironmentRole)] {
            [
                (document.sdk ?? .unnamed, .primary), (document.mobile ?? .unnamed, .primary), (extra, .ending),
                (former, .ending),
            ]
        }

        /// Asked at 2,700, when both are there and the new primary's client has run for long.
        func checks(
            clients: UInt32 = 2, alone: [CredentialID]? = nil, misplaced: [CredentialID] = [],
            _ change: ([(CredentialID, EnvironmentRole)]) -> [(CredentialID, EnvironmentRole)] = { $0 }
        ) throws -> [String] {
            var scene = scene
            scene.asksStatus(
                1, document.environment, at: 2_700, clients: clients, alone: alone ?? [former],
                misplaced: misplaced, change(shown))
            return try scene.findings().violations.map(\.check)
        }
    }

    @Test func `a predecessor is the one that ends, though others end before it`() throws {
        let ending = Ending()
        #expect(try ending.checks() == [])
        #expect(try ending.checks(alone: [ending.extra]) == ["environment-status"])
        #expect(try ending.checks(alone: []) == ["environment-status"])
        #expect(try ending.checks(alone: [ending.extra, ending.former]) == ["environment-status"])
    }

    @Test func `without a predecessor it is who ends first`() throws {
        var (scene, document) = Scene.withEnvironment()
        let (first, second) = (scene.name(.sdkKey), scene.name(.sdkKey))
        document.ending = [(second, 4_500), (first, 4_000)]
        scene.publish(&document, at: 2_000)
        let primaries: [(CredentialID, EnvironmentRole)] = [document.sdk, document.mobile].map {
            ($0 ?? .unnamed, .primary)
        }
        for (alone, violations) in [(first, 0), (second, 1)] {
            var asked = scene
            asked.asksStatus(
                1, document.environment, at: 3_000, alone: [alone],
                primaries + [(first, .ending), (second, .ending)])
            #expect(try asked.findings().violations(of: "environment-status").count == violations)
        }
    }

    @Test func `lists have their order`() throws {
        let ending = Ending()
        #expect(try ending.checks { [$0[0], $0[1], $0[3], $0[2]] } == ["environment-status"])
        #expect(try ending.checks(misplaced: [ending.former]) == ["environment-status"])
    }

    @Test(arguments: [(0, 1), (1, 0), (2, 0), (3, 1)] as [(UInt32, Int)])
    func `as many clients run as there are keys that act`(_ clients: UInt32, _ violations: Int) throws {
        #expect(
            try Ending().checks(clients: clients) == Array(repeating: "environment-status", count: violations))
    }

    @Test func `of a ledger that was not read whole nobody knows who runs`() throws {
        var ending = Ending()
        ending.scene.coordinator.append((4_000, .environment(.upstreamUnread(3))))
        #expect(try ending.checks(clients: 0) == [])
        #expect(try ending.checks(clients: 3) == ["environment-status"])
    }

    @Test func `an environment that is there is in the answer, and one that is gone is not`() throws {
        let ending = Ending()
        #expect(try ending.checks(clients: 0) { _ in [] } == ["environment-status"])
        var (scene, document) = Scene.withEnvironment()
        document.isDeletion = true
        scene.publish(&document, at: 2_000)
        var silent = scene
        silent.asksStatus(1, document.environment, at: 2_500, clients: 0, [])
        let findings = try silent.findings()
        #expect(findings.violations == [])
        #expect(findings.metrics["environment.status-mismatches"]?.samples == 1)
        scene.asksStatus(1, document.environment, at: 2_500, clients: 0, [(document.sdk ?? .unnamed, .primary)])
        #expect(try scene.findings().violations.map(\.check) == ["environment-status"])
    }

    @Test func `an offline environment has one client`() throws {
        for (clients, violations) in [(0, 1), (1, 0), (2, 1)] as [(UInt32, Int)] {
            let (quiet, document) = Scene.withEnvironment(isOffline: true)
            var scene = quiet
            scene.actors[0].extra.append(
                (
                    300,
                    .environment(.client(environment: document.environment, .unnamed, token: 900, .started))
                ))
            scene.asksStatus(
                1, document.environment, at: 2_500, clients: clients,
                [document.sdk, document.mobile].map { ($0 ?? .unnamed, .primary) })
            #expect(try scene.findings().violations(of: "environment-status").count == violations)
        }
    }
}

import Credentials
import Testing

@testable import Checks
@testable import ReplicaCore

/// A defect of the original, put back into the real core, and the check of a run that reports it.
struct CheckDefect: Sendable, CustomTestStringConvertible {
    /// What the contract calls it, and what is wrong.
    let name: String
    let check: String
    let patch: KeeperPatch
    var testDescription: String { "\(check): \(name)" }

    /// One that the invariants of a trace are tested with too.
    private init?(_ name: String, _ check: String) {
        guard let known = EnvironmentDefect.all.first(where: { $0.name.hasPrefix(name) }) else { return nil }
        (self.name, self.check, patch) = (known.name, check, known.patch)
    }

    private init(_ name: String, _ check: String, _ patch: KeeperPatch) {
        (self.name, self.check, self.patch) = (name, check, patch)
    }

    /// Those that are shared, by the beginning of their names.
    static let shared: [(name: String, check: String)] = [
        ("R8:", "early-refusals"), ("R14:", "early-refusals"), ("B8:", "environment-removals"),
        ("a drain waits", "environment-removals"), ("R2, F21:", "environment-removals"),
        ("R2, F21:", "late-acceptances"),
        ("F3:", "resurrections"), ("F3:", "environment-removals"), ("R20, R13:", "environment-churn"),
        ("R1:", "environment-status"), ("B3:", "environment-churn"), ("B26:", "environment-mapping"),
        ("versions fall", "document-order"), ("B1:", "upstream-clients"), ("B23:", "upstream-clients"),
        ("R5:", "upstream-clients"), ("F17, F18:", "upstream-clients"), ("F1:", "upstream-clients"),
        ("R6, R7:", "upstream-clients"), ("B14:", "upstream-clients"), ("a client that is closed", "environment-churn"),
        ("B11:", "environment-events"), ("B27:", "environment-churn"), ("B2:", "environment-status"),
        ("B16:", "environment-status"), ("B17:", "environment-status"), ("B24:", "environment-removals"),
        ("B25:", "environment-status"),
    ]

    static let all = shared.compactMap { CheckDefect($0.name, $0.check) } + own

    static let own: [CheckDefect] = [
        CheckDefect(
            "B21, B22: a predecessor resolves with the next input", "environment-mapping",
            KeeperPatch(after: { call in
                for document in call.documents where call.isNew(.published(document.id)) {
                    guard let ends = call.keeper.environments[.published(document.id)]?.rotator.snapshot().ends,
                        ends.contains(where: { $0.value != nil })
                    else { continue }
                    call.keeper.gate.replace(.published(document.id), with: ends.filter { $0.value == nil })
                    call.drop { if case .swap = $0 { true } else { false } }
                    call.effects.append(.swap(call.keeper.gate))
                }
            })),
        CheckDefect(
            "B3, R10: every update goes out twice", "environment-deliveries",
            KeeperPatch(after: { call in
                for case .deliver(let name, let data) in call.effects {
                    call.effects.append(.deliver(name, data: data))
                }
            })),
        CheckDefect(
            "R14: a key is taken for a caller of another environment", "environment-crossings",
            KeeperPatch(after: { call in
                let names = call.keeper.environments.keys.sorted()
                guard let first = names.first, let last = names.last, first != last, !call.documents.isEmpty,
                    let ends = call.keeper.environments[last]?.rotator.snapshot().ends,
                    let own = call.keeper.environments[first]?.rotator.snapshot().ends
                else { return }
                call.keeper.gate.replace(last, with: [:])
                call.keeper.gate.replace(first, with: own.merging(ends) { mine, _ in mine })
                call.effects.append(.swap(call.keeper.gate))
            })),
        CheckDefect("pushes are not heard, and polls are not read", "document-convergence", deaf),
        CheckDefect(
            "B17: of several keys that end the status names any", "environment-status",
            KeeperPatch(status: { statuses, _ in statuses.mapValues { $0.showing($0.credentials.namingTheLast) } })),
        CheckDefect(
            "an environment is missing from the status", "environment-status",
            KeeperPatch(status: { statuses, _ in
                statuses.keys.max().map { last in statuses.filter { $0.key != last } } ?? statuses
            })),
        CheckDefect(
            "a status counts a client that does not run", "environment-status",
            KeeperPatch(status: { statuses, _ in
                statuses.mapValues { $0.showing(clients: $0.runningClients + $0.startingClients + 1) }
            })),
        CheckDefect(
            "a status counts no clients", "environment-status",
            KeeperPatch(status: { statuses, _ in statuses.mapValues { $0.showing(clients: 0) } })),
    ]

    private static let deaf = KeeperPatch(input: { input, keeper in
        guard keeper.documents.isReady else { return input }
        switch input {
        case .pushed: return .tick
        case .indexEnded: return .indexEnded(.failure(.unreachable))
        default: return input
        }
    })
}

extension CredentialStatus {
    fileprivate var namingTheLast: CredentialStatus {
        CredentialStatus(
            sdkKey: sdkKey, mobileKey: mobileKey, environmentID: environmentID, additionalSDKKeys: additionalSDKKeys,
            additionalMobileKeys: additionalMobileKeys, expiringSDKKeys: expiringSDKKeys,
            expiringMobileKeys: expiringMobileKeys, expiringSDKKey: expiringSDKKeys.last,
            expiringMobileKey: expiringMobileKeys.last)
    }
}

struct CheckDefectTests {
    private static let seeds: ClosedRange<UInt64> = 1...30

    @Test(arguments: CheckDefect.all)
    func `the defect is reported by the check that is there for it`(_ defect: CheckDefect) throws {
        for seed in Self.seeds {
            let world = WorldHistoryTests.world(seed, losesData: seed % 2 == 0, patch: defect.patch)
            let findings = try WorldHistory(world).findings()
            guard findings.violations.contains(where: { $0.check == defect.check }) else { continue }
            return #expect(findings.verdict == .fail)
        }
        Issue.record("\(defect.check) does not see it")
    }

    @Test func `all that are shared are there, and every check of environments has one that it reports`() {
        #expect(CheckDefect.all.count == CheckDefect.shared.count + CheckDefect.own.count)
        let own = CheckList.all.map { $0.name }.filter {
            $0.hasPrefix("environment-") || $0.hasPrefix("document-") || $0 == "upstream-clients"
        }
        // Whoever is late for good is told once: the agreement is skipped then.
        #expect(Set(own).subtracting(CheckDefect.all.map(\.check)) == ["document-agreement"])
    }
}

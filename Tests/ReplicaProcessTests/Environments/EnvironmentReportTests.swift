import Credentials
import Foundation
import History
import ReplicaCore
import Testing

@testable import ReplicaProcess

@Suite struct EnvironmentReportTests {
    private static func keys<Key: EnvironmentKey>(_ count: Int, _ kind: String) -> AdditionalKeys<Key> {
        AdditionalKeys(
            (0..<count).compactMap { number in
                Key(text: "\(kind)-0123456789abcdef-\(number)").map { key in
                    (key, number % 2 == 0 ? nil : WallTime(milliseconds: 1_800_000_000_000 - Int64(number)))
                }
            })
    }

    /// As a keeper shows it that holds so many additional keys of each kind.
    private static func status(keys count: Int, name: String = "prod") -> EnvironmentStatus? {
        let initial = InitialCredentials(
            sdkKey: SDKKey(text: "sdk-0123456789abcdef"), mobileKey: MobileKey(text: "short"),
            environmentID: EnvironmentID(text: "env-1"), additionalSDKKeys: keys(count, "sdk"),
            additionalMobileKeys: keys(count, "mob"))
        var keeper = EnvironmentKeeper(
            settings: EnvironmentKeeperSettings(
                configured: [ConfiguredEnvironment(name: name, credentials: initial)], readsDocuments: false), seed: 1)
        _ = keeper.handle(
            .started,
            at: Moment(steady: SteadyTime(nanoseconds: 1), wall: WallTime(milliseconds: 1_700_000_000_000)))
        return keeper.status.values.first
    }

    private static let off = EnvironmentStatus(
        credentials: CredentialStatus(
            sdkKey: nil, mobileKey: "...", environmentID: nil, additionalSDKKeys: [],
            additionalMobileKeys: ["...", "...b"],
            expiringSDKKeys: ["...z\u{e9}"], expiringMobileKeys: [], expiringSDKKey: "...z\u{e9}",
            expiringMobileKey: nil),
        sdkEnds: [WallTime(nanoseconds: -1)], mobileEnds: [],
        names: .init(environmentKey: "k", environment: "Umgebung", projectKey: "p", project: "\u{1F600}"),
        version: Epoch(17).map { Version(epoch: $0, nonce: Nonce(bits: .max)) }, isOffline: true, connection: .off,
        runningClients: 3, startingClients: 1, data: .max, sdkEvents: "SDK key ...", mobileEvents: nil)

    private static let giant = EnvironmentStatus(
        credentials: CredentialStatus(
            sdkKey: nil, mobileKey: nil, environmentID: nil,
            additionalSDKKeys: [String](repeating: "...abcd", count: 20_000), additionalMobileKeys: [],
            expiringSDKKeys: [], expiringMobileKeys: [], expiringSDKKey: nil, expiringMobileKey: nil),
        sdkEnds: [], mobileEnds: [], names: .init(), version: nil, isOffline: false, connection: .valid,
        runningClients: 1, startingClients: 0, data: nil, sdkEvents: nil, mobileEvents: nil)

    static let reports =
        [EnvironmentReport(environment: .unnamed, status: off)]
        + [status(keys: 0), status(keys: 5)].compactMap { $0 }.map {
            EnvironmentReport(environment: CredentialID(9), status: $0)
        }

    /// The list by end, then by text; alone whoever the status names, wherever that one stands.
    @Test(
        arguments: [
            (["a", "b", "c"], [1, 1, 2], "a", ["a alone", "b", "c"]),
            (["b", "a"], [1, 1], "b", ["b alone", "a misplaced"]),
            (["b", "a"], [1, 2], "a", ["b", "a alone"]), (["a"], [1], "x", ["a", "x alone"]), (["a"], [1], nil, ["a"]),
            ([], [], "x", ["x alone"]),
        ] as [([String], [Int64], String?, [String])])
    func `entries say where the status shows them`(
        _ texts: [String], _ ends: [Int64], _ alone: String?, _ places: [String]
    ) {
        let status = EnvironmentStatus(
            credentials: CredentialStatus(
                sdkKey: nil, mobileKey: nil, environmentID: nil, additionalSDKKeys: [],
                additionalMobileKeys: [], expiringSDKKeys: texts, expiringMobileKeys: [], expiringSDKKey: alone,
                expiringMobileKey: nil),
            sdkEnds: ends.map { WallTime(milliseconds: $0) }, mobileEnds: [], names: .init(), version: nil,
            isOffline: false, connection: .valid, runningClients: 1, startingClients: 0, data: nil, sdkEvents: nil,
            mobileEvents: nil)
        let shown = EnvironmentReport(environment: .unnamed, status: status).entries.map { entry in
            entry.text + (entry.place.contains(.alone) ? " alone" : "")
                + (entry.place.contains(.misplaced) ? " misplaced" : "")
        }
        #expect(shown == places)
    }

    @Test func `a status arrives whole`() throws {
        #expect(Self.reports.count == 3)
        for report in ReplicaReport.statusAnswer(number: 7, Self.reports) {
            #expect(try ReplicaReport(decoding: report.encoded) == report)
        }
    }

    @Test func `three environments with 250 keys each are one answer that any socket takes`() throws {
        let status = try #require(Self.status(keys: 125))
        let reports = (0..<3).map { EnvironmentReport(environment: CredentialID($0), status: status) }
        let answer = ReplicaReport.statusAnswer(number: 7, reports)
        #expect(answer == [.environmentStatus(number: 7, reports, isLast: true)])
        #expect(answer[0].encoded.count < 64 * 1024)
    }

    @Test func `what one message does not hold goes in several, and only the last one says so`() throws {
        let status = try #require(Self.status(keys: 600))
        let reports = (0..<9).map { EnvironmentReport(environment: CredentialID($0), status: status) }
        let answer = ReplicaReport.statusAnswer(number: 7, reports)
        #expect(answer.count > 1 && answer.allSatisfy { $0.encoded.count < 160 * 1024 })
        let parts = answer.compactMap { report in
            if case .environmentStatus(7, let some, let isLast) = report { (some: some, isLast: isLast) } else { nil }
        }
        #expect(parts.flatMap(\.some) == reports)
        #expect(parts.map(\.isLast) == parts.indices.map { $0 == parts.count - 1 })
    }

    @Test func `an environment that no message holds is left out, and the answer still ends`() throws {
        let reports = [Self.reports[1], EnvironmentReport(environment: CredentialID(1), status: Self.giant)]
        #expect(
            ReplicaReport.statusAnswer(number: 7, reports)
                == [.environmentStatus(number: 7, [Self.reports[1]], isLast: true)])
        #expect(
            ReplicaReport.statusAnswer(number: 8, []) == [.environmentStatus(number: 8, [], isLast: true)])
    }

    @Test func `its entries are every credential once, each in its role, with its end`() throws {
        let status = try #require(Self.status(keys: 3))
        let end = UInt64(1_800_000_000_000 - 1)
        #expect(
            EnvironmentReport(environment: CredentialID(0), status: status).entries == [
                .init(.environmentID, "env-1", .primary), .init(.sdkKey, "...cdef", .primary),
                .init(.sdkKey, "...ef-0", .additional), .init(.sdkKey, "...ef-2", .additional),
                .init(.sdkKey, "...ef-1", .ending, end: end, place: .alone), .init(.mobileKey, "...", .primary),
                .init(.mobileKey, "...ef-0", .additional), .init(.mobileKey, "...ef-2", .additional),
                .init(.mobileKey, "...ef-1", .ending, end: end, place: .alone),
            ])
    }

    @Test func `no key is in it, only what is masked`() throws {
        for report in ReplicaReport.statusAnswer(number: 1, Self.reports) {
            let text = String(decoding: report.encoded, as: UTF8.self)
            #expect(!text.contains("0123456789abcdef") && !text.contains("short"))
        }
    }
}

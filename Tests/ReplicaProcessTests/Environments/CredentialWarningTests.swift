import Credentials
import History
import RedisFixture
import RedisLink
import ReplicaCore
import Testing

@testable import ReplicaProcess

/// Sections 0 (R24) and 14 of the contract, and B10: what a document says in vain is counted and logged, by fingerprint.
@Suite struct CredentialWarningTests {
    private static let tokens: [(String, CredentialKind, of: UInt32)] = [
        (ReplicaStage.adminKey, .adminKey, of: 0), ("env", .environmentID, of: 1),
        ("sdk-0123456789abcdef-AAAA", .sdkKey, of: 1), ("mob-0123456789abcdef-BBBB", .mobileKey, of: 1),
    ]

    private static func document(additional: [(String, WallTime?)]) throws -> EnvironmentDocument {
        try .of(
            "env", sdk: "sdk-0123456789abcdef-AAAA", mobile: "mob-0123456789abcdef-BBBB", additional: additional)
    }

    private static func lines(_ stage: ReplicaStage) -> [Substring] { stage.log.split(separator: "\n") }

    @Test func `B10: a primary that is listed is warned of once, and counted each time`() async throws {
        try await withLoop { loop in
            let stage = try await ReplicaStage(on: loop, tokens: Self.tokens)
            stage.upstream.know([(2, "sdk-0123456789abcdef-AAAA")])
            for turn in 1...2 {
                let listed = ["sdk-0123456789abcdef-AAAA", "sdk-0123456789abcdef-\(turn)"].map {
                    ($0, nil as WallTime?)
                }
                try await stage.publish(Self.document(additional: listed))
                try await loop.until("document \(turn) is in force") {
                    stage.driver.core.environments?.documents.warnings == turn
                }
            }
            let key = try #require(FingerprintKey(bytes: [UInt8](repeating: 1, count: 16)))
            let print = FingerprintBits(Fingerprint(of: Secret(text: "sdk-0123456789abcdef-AAAA"), key: key).bits)
            #expect(Self.lines(stage).count == 1)
            let line = try #require(Self.lines(stage).first)
            #expect(
                line.hasSuffix(
                    " warning r7.2 environment env: SDK key \(print) is the primary and is not taken as additional"),
                "\(line)")
            #expect(!stage.log.contains("AAAA") && !stage.log.contains("0123456789abcdef"))
        }
    }

    @Test func `a document that is obeyed to the word warns of nothing`() async throws {
        try await withLoop { loop in
            let stage = try await ReplicaStage(on: loop, tokens: Self.tokens)
            try await stage.publish(Self.document(additional: [("sdk-0123456789abcdef-CCCC", nil)]))
            try await stage.untilStory(has: "env applied")
            #expect(stage.driver.core.environments?.documents.warnings == 0 && stage.log.isEmpty)
        }
    }

    @Test func `a flood of warnings is cut off, and goes on in the next minute`() throws {
        var warnings = CredentialWarnings()
        var now = SteadyTime(nanoseconds: 5)
        func told(_ numbers: Range<Int>) throws -> Int {
            try numbers.count { number in
                let key = try #require(SDKKey(text: "key-\(number)"))
                return warnings.isToBeTold(
                    CredentialNotice(.sdkKey(key), .predecessorListed), of: .configured("env"), at: now)
            }
        }
        #expect(try told(0..<500) == CredentialWarnings.mostInAMinute)
        now = now.advanced(byNanoseconds: 60_000_000_000)
        #expect(try told(0..<500) == CredentialWarnings.mostInAMinute)
        #expect(try told(0..<500) == 0)
    }
}

import Credentials
import History
import ReplicaCore
import ReplicaProcess
import Testing

@testable import Fleet

@Suite struct EnvironmentRegisterTests {
    private static func token(_ number: UInt32, _ kind: CredentialKind, _ secret: Secret) -> KnownToken {
        KnownToken(
            id: CredentialID(number), secret: secret, fingerprint: FingerprintBits(UInt64(number)),
            environment: KnownToken.OfEnvironment(kind: kind, environment: CredentialID(0)))
    }

    @Test func `an id is drawn once for each name`() {
        var register = EnvironmentRegister()
        let ids = ["web", "web", "app"].compactMap { register.id(of: $0) }
        #expect(ids.count == 3 && ids[0] == ids[1] && ids[0] != ids[2])
        #expect(ids.allSatisfy { $0.bytes.count == 24 })
    }

    @Test func `no two keys of a kind are masked alike`() throws {
        var register = EnvironmentRegister()
        var seen: Set<String> = []
        for number in UInt32(0)..<3_000 {
            let secret = register.freshKey(.sdkKey)
            let masked = try #require(SDKKey(secret)?.masked)
            #expect(!seen.contains(masked))
            seen.insert(masked)
            register.note(Self.token(number, .sdkKey, secret))
        }
    }

    @Test func `a status is understood by kind and masked text, and what nobody made is nobody's`() throws {
        var register = EnvironmentRegister()
        let id = try #require(EnvironmentID(text: "abcdef"))
        let sdk = Self.token(1, .sdkKey, Secret(text: "sdk-0123456789abcdefghAAAA"))
        let mobile = Self.token(2, .mobileKey, Secret(text: "mob-0123456789abcdefghAAAA"))
        register.note(Self.token(0, .environmentID, Secret(bytes: id.bytes)))
        register.note(sdk)
        register.note(mobile)
        #expect(register.credential(.sdkKey, shownAs: "...AAAA") == CredentialID(1))
        #expect(register.credential(.mobileKey, shownAs: "...AAAA") == CredentialID(2))
        #expect(register.credential(.environmentID, shownAs: "abcdef") == CredentialID(0))
        #expect(register.credential(.sdkKey, shownAs: "...BBBB") == .unnamed)
    }

    @Test func `a document states its id, its primaries, its notices and its lists, in that order`() throws {
        let id = try #require(EnvironmentID(text: "abcdef"))
        let keys = try (0..<4).map { try #require(SDKKey(text: "sdk-key-number-\($0)")) }
        let mobile = try #require(MobileKey(text: "mob-key"))
        let entries: [(key: SDKKey, end: WallTime?)] = [(keys[2], nil), (keys[3], WallTime(milliseconds: 99))]
        let document = EnvironmentDocument(
            id: id, version: .zero,
            sdk: KeyOrders(
                primary: keys[0], grace: GraceNotice(key: keys[1], end: WallTime(milliseconds: 77)),
                additional: AdditionalKeys(entries)), mobile: KeyOrders(primary: mobile))
        #expect(
            document.statements == [
                Statement(credential: .environmentID(id), role: .primary),
                Statement(credential: .sdkKey(keys[0]), role: .primary),
                Statement(credential: .sdkKey(keys[1]), role: .predecessor, end: 77),
                Statement(credential: .sdkKey(keys[2]), role: .additional),
                Statement(credential: .sdkKey(keys[3]), role: .ending, end: 99),
                Statement(credential: .mobileKey(mobile), role: .primary),
            ])
    }

    @Test func `an answer in parts counts when its last part is there`() {
        var answers = ReplicaAnswers<[Int]>()
        let (first, second) = (answers.begin(), answers.begin())
        answers.answered(first, isLast: false) { $0 = ($0 ?? []) + [1] }
        #expect(!answers.isAnswered(first))
        answers.answered(first) { $0 = ($0 ?? []) + [2] }
        answers.answered(first) { $0 = [9] }
        #expect(answers.isAnswered(first))
        let (whole, none) = (answers.end(first), answers.end(second))
        #expect(whole == [1, 2] && none == nil)
        answers.answered(second) { $0 = [3] }
        #expect(!answers.isAnswered(second))
    }
}

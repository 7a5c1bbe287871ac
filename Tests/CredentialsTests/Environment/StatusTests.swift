import Credentials
import Foundation
import Testing

/// Section 12 with the names and the masking of section 0; B16, B17, B20, I11.
struct StatusTests {
    /// Masked, these keys show `…P`, `…Q`: sixteen characters, of which the last four are told.
    private static func long(_ letter: String) -> String { "0123456789ab-key" + letter }

    private static func status(_ stage: RotatorStage) -> CredentialStatus { CredentialStatus(stage.rotator.snapshot()) }

    @Test func `B16: mobile keys that end are listed, and one of them singly`() {
        var stage = RotatorStage(
            .mobile, primary: Self.long("P"), additional: [(Self.long("A"), nil), (Self.long("E"), 5)])
        stage.rotate(to: Self.long("N"), grace: (Self.long("P"), 9), at: 1)
        let status = Self.status(stage)
        #expect(status.mobileKey == "...keyN")
        #expect(status.additionalMobileKeys == ["...keyA"])
        #expect(status.expiringMobileKey == "...keyP", "the predecessor, though another ends first")
        #expect(status.expiringMobileKeys == ["...keyE", "...keyP"], "by their ends")
        #expect(status.expiringSDKKeys.isEmpty)
    }

    @Test func `B17: all SDK keys that end are listed, whatever the order they came in`() {
        var stage = RotatorStage(.sdk, primary: Self.long("P"))
        stage.list([(Self.long("Y"), 7), (Self.long("Z"), 5), (Self.long("X"), 7)], at: 1)
        #expect(Self.status(stage).expiringSDKKeys == ["...keyZ", "...keyX", "...keyY"])
        #expect(Self.status(stage).expiringSDKKey == "...keyZ")
    }

    @Test func `the JSON has the agreed names and leaves out what is empty`() throws {
        var stage = RotatorStage(.sdk, primary: Self.long("P"), additional: [(Self.long("A"), nil)])
        stage.rotate(to: Self.long("N"), grace: (Self.long("P"), 9), at: 1)
        stage.rotator.rotateEnvironmentID(to: try #require(EnvironmentID(text: "env/1")))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(Self.status(stage)), as: UTF8.self)
        let names = #""envId":"env/1","expiringSdkKey":"...keyP","expiringSdkKeys":["...keyP"],"sdkKey":"...keyN""#
        #expect(text == #"{"additionalSdkKeys":["...keyA"],"# + names + "}")
    }

    @Test(arguments: [
        ("sdk-0123456789abcdef", "...cdef"), ("0123456789abcdef", "...cdef"), ("0123456789abcde", "..."), ("k", "..."),
        ("UPPER-CASE-AND-NOT-HEX-ZZZZ", "...ZZZZ"), ("äöüäöüäöüäöüäöüß", "...äöüß"),
        ("🔑🔑🔑🔑", "..."), ("0123456789ab\n\u{1b}[2", "...??[2"),
    ])
    func `a mask shows the last four of sixteen characters or more, and nothing of fewer`(key: String, mask: String) {
        #expect(SDKKey(text: key)?.masked == mask)
        #expect(MobileKey(text: key)?.masked == mask)
    }
}

import Credentials
import Testing

/// Section 11; B4-B7, R19.
struct SettingsTests {
    private static func settings(
        sdk: String = "S", mobile: String = "M", moreSDK: [String] = [], moreMobile: [String] = []
    ) -> EnvironmentSettings {
        EnvironmentSettings(
            name: "prod", sdkKey: Secret(text: sdk), mobileKey: Secret(text: mobile),
            additionalSDKKeys: moreSDK.map(Secret.init(text:)), additionalMobileKeys: moreMobile.map(Secret.init(text:))
        )
    }

    private static func sdkKeys(_ settings: EnvironmentSettings) -> [SDKKey] {
        settings.credentials.additionalSDKKeys.active
    }

    @Test(arguments: [
        (["k1, k2"], ["k1", "k2"]), (["k1", " k2\t"], ["k1", "k2"]), (["k1,k2", "k3"], ["k1", "k2", "k3"]),
        ([""], []), ([], []), (["\u{a0}k1\n"], ["k1"]),
    ])
    func `B4: entries are trimmed, whichever way a list is written`(lines: [String], keys: [String]) {
        var settings = Self.settings()
        settings.additionalSDKKeys = EnvironmentSettings.list(lines: lines)
        #expect(settings.findings == [])
        #expect(settings.trimmed.additionalSDKKeys == keys.map(Secret.init(text:)))
        #expect(Self.sdkKeys(settings) == keys.compactMap(SDKKey.init(text:)))
    }

    @Test func `B5: a configuration made in code, unchecked, is trimmed when it is used`() {
        let settings = Self.settings(sdk: " S ", mobile: "M\n", moreSDK: [" k2 ", "  "], moreMobile: ["\tm2"])
        #expect(settings.credentials.sdkKey == SDKKey(text: "S"))
        #expect(settings.credentials.mobileKey == MobileKey(text: "M"))
        #expect(Self.sdkKeys(settings) == [SDKKey(text: "k2")].compactMap { $0 })
        #expect(settings.credentials.additionalMobileKeys.active == [MobileKey(text: "m2")].compactMap { $0 })
    }

    /// Settings, and everything that is wrong with them.
    static let table: [(EnvironmentSettings, [String])] = [
        (settings(), []),
        (settings(moreSDK: ["a", "b"], moreMobile: ["a", "b", "S"]), []),
        (settings(mobile: ""), []),
        (settings(sdk: ""), ["sdkKey is required"]),
        (settings(sdk: "  "), ["sdkKey is required"]),
        // B6: E4 alone, for a kind that need not be there.
        (settings(mobile: "", moreMobile: ["m"]), ["additionalMobileKeys needs a primary key of its kind"]),
        // B7: both.
        (
            settings(sdk: "", moreSDK: ["a"]),
            ["sdkKey is required", "additionalSdkKeys needs a primary key of its kind"]
        ),
        (settings(moreSDK: ["a", "", " "]), [2, 3].map { "additionalSdkKeys has an empty entry, number \($0)" }),
        (settings(moreSDK: [" S"]), ["additionalSdkKeys lists the primary key, as number 1"]),
        (settings(moreMobile: ["a", "M"]), ["additionalMobileKeys lists the primary key, as number 2"]),
        (settings(moreSDK: ["a", "b", " a"]), ["additionalSdkKeys lists a key twice, again as number 3"]),
        (
            settings(mobile: " ", moreSDK: ["", "S", "x", "x"], moreMobile: ["", "y", "y "]),
            [
                "additionalSdkKeys has an empty entry, number 1",
                "additionalSdkKeys lists the primary key, as number 2",
                "additionalSdkKeys lists a key twice, again as number 4",
                "additionalMobileKeys needs a primary key of its kind",
                "additionalMobileKeys has an empty entry, number 1",
                "additionalMobileKeys lists a key twice, again as number 3",
            ]
        ),
    ]

    @Test(arguments: table.indices)
    func `B6, B7: every finding comes at once, and checking twice finds the same`(index: Int) {
        let (settings, texts) = Self.table[index]
        #expect(settings.findings.map(\.description) == texts.map { "environment prod: \($0)" })
        #expect(settings.trimmed.findings == settings.findings)
        #expect(settings.trimmed.trimmed == settings.trimmed)
    }

    @Test func `no finding and no description shows a key`() {
        let key = "hunter2hunter2"
        let settings = Self.settings(sdk: key, mobile: key, moreSDK: [key, key, ""], moreMobile: [key, key])
        var dumped = ""
        dump((settings, settings.findings, settings.credentials), to: &dumped)
        #expect(settings.findings.count == 5)
        #expect(!"\(settings) \(settings.findings) \(dumped)".contains("hunter2"))
    }

    @Test func `R19: a variable replaces what the file says, and never adds to it`() {
        let file = [
            Self.settings(moreSDK: ["common", "filed"]), EnvironmentSettings(name: "dev", sdkKey: Secret(text: "D")),
        ]
        let merged = EnvironmentSettings.merge(
            file: file,
            variables: [
                "LD_ENV_prod": Secret(text: "T"), "LD_ADDITIONAL_SDK_KEYS_prod": Secret(text: "common, new"),
                "LD_MOBILE_KEY_prod": Secret(text: ""),
            ])
        #expect(merged.map(\.name) == ["prod", "dev"])
        #expect(merged[0].credentials.sdkKey == SDKKey(text: "T"))
        #expect(merged[0].credentials.mobileKey == MobileKey(text: "M"), "an empty variable says nothing")
        #expect(Self.sdkKeys(merged[0]) == ["common", "new"].compactMap(SDKKey.init(text:)))
        #expect(merged[0].findings == [])
        #expect(merged[1] == file[1])
    }

    @Test func `a variable makes an environment, and lists of a name that none makes are ignored`() {
        let merged = EnvironmentSettings.merge(
            file: [],
            variables: [
                "LD_ENV_b": Secret(text: "B"), "LD_ENV_a": Secret(text: "A"), "LD_ENV_": Secret(text: "X"),
                "LD_CLIENT_SIDE_ID_a": Secret(text: "id"), "LD_ADDITIONAL_MOBILE_KEYS_a": Secret(text: "m"),
                "LD_ADDITIONAL_SDK_KEYS_c": Secret(text: "c"),
            ])
        #expect(merged.map(\.name) == ["a", "b"])
        #expect(merged[0].credentials.environmentID == EnvironmentID(text: "id"))
        #expect(merged[0].findings.map(\.problem) == [.withoutPrimary])
    }

    @Test(arguments: [(0, false), (-1_000, false), (99, false), (100, true), (60_000, true)])
    func `a clean-up interval is at least 100 ms`(milliseconds: Int, isValid: Bool) {
        #expect((CleanupInterval(.milliseconds(milliseconds)) != nil) == isValid)
        #expect(CleanupInterval.standard.duration == .seconds(60))
    }
}

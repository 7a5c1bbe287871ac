import Credentials
import Testing

/// Section 11: the file.
struct EnvironmentFileTests {
    private static func settings(
        _ name: String, sdk: String = "", mobile: String = "", id: String = "", moreSDK: [String] = [],
        moreMobile: [String] = []
    ) -> EnvironmentSettings {
        EnvironmentSettings(
            name: name, sdkKey: Secret(text: sdk), mobileKey: Secret(text: mobile), environmentID: id,
            additionalSDKKeys: moreSDK.map(Secret.init(text:)), additionalMobileKeys: moreMobile.map(Secret.init(text:))
        )
    }

    private static func problems(_ text: String) -> [String] {
        do throws(EnvironmentFileFindings) {
            _ = try EnvironmentFile(text)
            return []
        } catch {
            return error.all.map { "\($0.line) \($0.problem)" }
        }
    }

    @Test func `a whole file, whatever case its names are written in`() throws {
        let file = try EnvironmentFile(
            """
            ; for the tests
            [main]
            ExpiredCredentialCleanupInterval = 1m30s

            [Environment "shop"]   # the first one
            sdkKey = sdk-1
            MOBILEKEY=mob-1
            envId = shop-1
            additionalSdkKeys = sdk-2, sdk-3
            additionalSdkKeys = sdk-4
            AdditionalMobileKeys = mob-2
            [ENVIRONMENT "cart"]
            sdkkey = sdk-5
            offline = TRUE
            """)
        #expect(
            file.environments == [
                Self.settings(
                    "shop", sdk: "sdk-1", mobile: "mob-1", id: "shop-1", moreSDK: ["sdk-2", " sdk-3", "sdk-4"],
                    moreMobile: ["mob-2"]), Self.settings("cart", sdk: "sdk-5"),
            ])
        #expect(file.offline == ["cart"])
        #expect(file.cleanup?.duration == .seconds(90))
        #expect(file.environments.flatMap(\.findings) == [])
    }

    @Test(arguments: [
        ("a;b#c", "a;b#c"), ("a ; said of it", "a"), ("a\t# said of it", "a"), ("\"a ; b\" ; said of it", "a ; b"),
        ("\"a\\\"b\\\\c\"", "a\"b\\c"), ("a=b==", "a=b=="), ("", ""), ("\"\"", ""), ("  a b  ", "a b"), ("; all", ""),
    ])
    func `a value ends where a comment begins, and quotes keep it whole`(_ written: String, _ key: String) throws {
        let file = try EnvironmentFile("[Environment \"e\"]\nsdkKey = \(written)\n")
        #expect(file.environments == [Self.settings("e", sdk: key)])
    }

    @Test func `line ends of other systems, and a mark in front, are none of it`() throws {
        let file = try EnvironmentFile("\u{FEFF}[Environment \"e\"]\r\nsdkKey = a\r\n\r\nmobileKey = b")
        #expect(file.environments == [Self.settings("e", sdk: "a", mobile: "b")])
    }

    @Test func `a section that comes again goes on`() throws {
        let file = try EnvironmentFile(
            "[Environment \"a\"]\nsdkKey = 1\n[Environment \"b\"]\nsdkKey = 2\n[Environment \"a\"]\nmobileKey = 3\n")
        #expect(file.environments == [Self.settings("a", sdk: "1", mobile: "3"), Self.settings("b", sdk: "2")])
    }

    @Test(arguments: ["", "\n\n", "; nothing\n# at all\n", "[Main]\n"])
    func `a file may name no environment`(_ text: String) throws {
        let file = try EnvironmentFile(text)
        #expect(file.environments.isEmpty && file.offline.isEmpty && file.cleanup == nil)
    }

    @Test(
        arguments: [
            ("sdkKey = a", ["1 outsideSection"]), ("[Environment]", ["1 environmentName"]),
            ("[Environment \"\"]", ["1 environmentName"]), ("[Environment \"a b\"]", ["1 environmentName"]),
            ("[Main \"x\"]", ["1 unknownSection"]), ("[Proxy]\nurl = x", ["1 unknownSection"]),
            ("[Environment \"a]", ["1 malformed"]), ("[Environment \"a\"] x", ["1 malformed"]), ("[]", ["1 malformed"]),
            ("[Main]\nport = 1", ["2 unknownMainField"]), ("[Environment \"a\"]\nprefix = x", ["2 unknownField"]),
            ("[Environment \"a\"]\nsdk-key = x", ["2 malformed"]), ("[Environment \"a\"]\nsecret", ["2 malformed"]),
            ("[Environment \"a\"]\nsdkKey = \"x", ["2 malformed"]),
            ("[Environment \"a\"]\nsdkKey = \"x\" y", ["2 malformed"]),
            ("[Environment \"a\"]\nsdkKey = \"\\n\"", ["2 malformed"]),
            ("[Environment \"a\"]\nsdkKey = x\nsdkkey = y", ["3 repeatedField"]),
            ("[Environment \"a\"]\noffline = perhaps", ["2 flag"]),
            ("[Environment \"a\"]\noffline = true\noffline = true", ["3 repeatedField"]),
            ("[Main]\nexpiredCredentialCleanupInterval = 99ms", ["2 cleanup"]),
        ] as [(String, [String])])
    func `what is wrong is found, with its line`(_ text: String, _ problems: [String]) {
        #expect(Self.problems(text) == problems)
    }

    @Test func `everything is found at once, and no key is said`() {
        let text = """
            top-secret-1
            [Environment "a"]
            top-secret-2 = x
            sdkKey = top-secret-3
            sdkKey = top-secret-4
            topsecret5 = y
            [Nothing]
            sdkKey = top-secret-6
            """
        #expect(
            Self.problems(text) == [
                "1 malformed", "3 malformed", "5 repeatedField", "6 unknownField", "7 unknownSection",
            ])
        do throws(EnvironmentFileFindings) {
            _ = try EnvironmentFile(text)
        } catch {
            let said = error.all.map(\.description).joined() + "\(error)"
            #expect(!said.contains("secret"))
        }
    }

    @Test(
        arguments: [
            ("100ms", 100), ("99ms", nil), ("0s", nil), ("-1s", nil), ("1s", 1_000), ("1m", 60_000), ("1m30s", 90_000),
            ("24h", 86_400_000), ("24h1ms", nil), ("", nil), ("5", nil), ("s", nil), ("1.5s", nil), ("1 m", nil),
            ("1d", nil), ("99999999999999999999s", nil), ("1000000001s", nil), ("\u{0661}s", nil),
        ] as [(String, Int?)])
    func `an interval is 100 ms at the least`(_ text: String, _ milliseconds: Int?) {
        #expect(CleanupInterval(text: text)?.duration == milliseconds.map { .milliseconds($0) })
    }
}

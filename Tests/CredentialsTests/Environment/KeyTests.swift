import Credentials
import RotatorProof
import Testing

/// Types before checks: S2, I12, and equality byte by byte.
struct KeyTests {
    @Test func `S2: there is no empty key`() {
        #expect(SDKKey(text: "") == nil)
        #expect(MobileKey(text: "") == nil)
        #expect(EnvironmentID(text: "") == nil)
        #expect(SDKKey(text: " ") != nil, "a blank is a key, if a useless one; whoever reads a list trims")
    }

    @Test func `keys are equal byte by byte, and not where they merely look the same`() {
        #expect(SDKKey(text: "caf\u{e9}") != SDKKey(text: "cafe\u{301}"))
        #expect(EnvironmentID(text: "caf\u{e9}") != EnvironmentID(text: "cafe\u{301}"))
        #expect(SDKKey(text: "abc") == SDKKey(Secret(bytes: [0x61, 0x62, 0x63])))
        #expect(Set([SDKKey(text: "abc"), SDKKey(text: "abd"), SDKKey(text: "abc")]).count == 2)
    }

    @Test func `nothing that holds keys prints one`() throws {
        let key = try #require(SDKKey(text: "hunter2hunter2hunter2"))
        let mobile = try #require(MobileKey(text: "hunter2hunter2hunter2"))
        let additional = AdditionalKeys(active: [mobile])
        var rotator = CredentialRotator(InitialCredentials(sdkKey: key, additionalMobileKeys: additional), at: ms(0))
        let next = try #require(SDKKey(text: "hunter2-the-next-one"))
        let notices = rotator.rotateSDKKey(to: next, grace: GraceNotice(key: key, end: ms(5)), at: ms(1))
        let snapshot = rotator.snapshot()
        let changes = rotator.drain(at: ms(6))
        let values: [Any] = [
            key, mobile, key.credential, mobile.credential, additional, rotator, notices, snapshot, changes,
            CredentialStatus(snapshot), GraceNotice(key: key, end: ms(5)),
        ]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            let all = "\(value) \(String(reflecting: value)) \(dumped)"
            #expect(!["hunter2", "68756e74", "104, 117", "- 104"].contains { all.contains($0) }, "\(all)")
        }
        #expect("\(notices)".contains("...-one"))
    }

    @Test func `a list of additional keys has one meaning, whatever the order of its entries`() throws {
        let (a, b) = (try #require(SDKKey(text: "a")), try #require(SDKKey(text: "b")))
        let one = AdditionalKeys([(a, nil), (b, nil), (a, ms(5)), (a, ms(4)), (b, nil)])
        #expect(one == AdditionalKeys([(a, ms(5)), (b, nil)]))
        #expect(one.active == [b])
        #expect(one.expiring == [EndingKey(key: a, end: ms(5))])
        #expect(AdditionalKeys<SDKKey>([]) == .none)
    }
}

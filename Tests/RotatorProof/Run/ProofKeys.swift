import Credentials

/// The real keys that stand for a proof's numbers: of both kinds the same texts, because the kind counts.
package enum ProofKeys {
    static let count = 6
    private static let sdk = texts.compactMap(SDKKey.init(text:))
    private static let mobile = texts.compactMap(MobileKey.init(text:))
    private static let ids = texts.compactMap(EnvironmentID.init(text:))
    private static let texts = (0..<count).map { "\(Character(Unicode.Scalar(UInt8(0x61 + $0))))-0123456789abcdef" }

    package static func sdkKey(_ number: Int) -> SDKKey { sdk[number] }
    package static func mobileKey(_ number: Int) -> MobileKey { mobile[number] }
    static func id(_ number: Int) -> EnvironmentID { ids[number] }

    static func number(of key: some EnvironmentKey) -> Int { key.secret.withBytes { Int($0[0]) - 0x61 } }
    static func number(of id: EnvironmentID) -> Int { Int(id.bytes[0]) - 0x61 }

    static func grace<Key>(_ grace: ProofGrace?, _ key: (Int) -> Key) -> GraceNotice<Key>? {
        grace.map { GraceNotice(key: key($0.key), end: WallTime(milliseconds: Int64($0.end))) }
    }

    static func additional<Key>(_ entries: [ProofEntry], _ key: (Int) -> Key) -> AdditionalKeys<Key> {
        AdditionalKeys(entries.map { (key($0.key), $0.end.map { WallTime(milliseconds: Int64($0)) }) })
    }
}

import Credentials
import Foundation
@testable import RotatorProof

/// Keys by number: four digits at the end of a text, so that every masked text is one key's.
enum TraceKeys {
    static func sdk(_ number: Int) -> String { "sdk-5f3a9c71-d0b2-\(digits(number))" }
    static func mobile(_ number: Int) -> String { "mob-81e6047b-2c9d-\(digits(number))" }
    static func number(_ text: String) -> Int { Int(text.suffix(4)) ?? -1 }
    static func number(_ key: some EnvironmentKey) -> Int { number(text(key)) }
    static func text(_ key: some EnvironmentKey) -> String {
        key.secret.withBytes { String(decoding: $0, as: UTF8.self) }
    }
    static func masked(_ number: Int) -> String { "...\(digits(number))" }

    static func sdkCredential(_ number: Int) -> EnvironmentCredential? {
        SDKKey(text: sdk(number)).map { .sdkKey($0) }
    }
    static func mobileCredential(_ number: Int) -> EnvironmentCredential? {
        MobileKey(text: mobile(number)).map { .mobileKey($0) }
    }

    private static func digits(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 4 - text.count)) + text
    }
}

/// A document as its text says it, read without any code of ours: what the model is fed with.
struct WireDocument: Decodable, Equatable {
    struct Expiring: Decodable, Equatable {
        var value: String
        var timestamp: Int
    }

    struct Entry: Decodable, Equatable {
        var value: String
        var expiresAt: Int?
    }

    struct Keys: Decodable, Equatable {
        var value: String?
        var expiring: Expiring?
        var additional: [Entry]?
    }

    var envID: String
    var deleted: Bool?
    var sdkKey: Keys?
    var mobKey: String?
    var mobileKey: Keys?
    var version: Int

    init?(_ text: [UInt8]) {
        guard let document = try? JSONDecoder().decode(WireDocument.self, from: Data(text)) else { return nil }
        self = document
    }

    /// Section 10: `mobKey` counts where the newer value is absent or empty.
    var mobilePrimary: Int? { number(mobileKey?.value) ?? number(mobKey) }
    var sdkPrimary: Int? { number(sdkKey?.value) }

    func grace(_ keys: Keys?) -> ProofGrace? {
        guard let expiring = keys?.expiring, let key = number(expiring.value) else { return nil }
        return ProofGrace(key, end: expiring.timestamp)
    }

    func entries(_ keys: Keys?) -> [ProofEntry] {
        (keys?.additional ?? []).compactMap { entry in
            number(entry.value).map { ProofEntry($0, end: entry.expiresAt) }
        }
    }

    private func number(_ text: String?) -> Int? {
        guard let text, !text.isEmpty else { return nil }
        return TraceKeys.number(text)
    }
}

import Credentials

/// Managed keys with what a test does not care about filled in.
enum Keys {
    /// 2023-11-14T22:13:20Z.
    static let begin: Int64 = 1_700_000_000_000
    static let now = WallTime(milliseconds: begin)

    static func token(_ number: UInt64) -> ManagedKeyToken {
        var generator = SeededGenerator(seed: number &+ 1_000_000)
        return ManagedKeyToken.random(using: &generator)
    }

    static func id(_ number: UInt64) -> ManagedKeyID {
        var generator = SeededGenerator(seed: number)
        return ManagedKeyID.random(using: &generator)
    }

    static func record(
        _ number: UInt64, revision: UInt64 = 1, name: String = "key", about: String? = nil, path: String = "",
        expires: Int64? = nil, deactivated: Int64? = nil, created: Int64 = begin, hashOf other: UInt64? = nil
    ) -> ManagedKeyRecord {
        let token = token(other ?? number)
        return ManagedKeyRecord(
            id: id(number), name: name, description: about, userPath: (try? UserPath.normalized(path)) ?? nil,
            redactedValue: token.redacted, hash: token.hash, expiresAt: expires.map { WallTime(milliseconds: $0) },
            deactivatedAt: deactivated.map { WallTime(milliseconds: $0) }, createdAt: WallTime(milliseconds: created),
            updatedAt: WallTime(milliseconds: deactivated ?? created), revision: Epoch(revision) ?? .zero)
    }
}

extension Secret {
    var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

extension ManagedKeyTable {
    func decide(_ text: String, at wall: WallTime = Keys.now) -> ManagedKeyVerdict {
        Array(text.utf8).withUnsafeBytes { decide($0, at: wall) }
    }

    func decide(_ number: UInt64, at wall: WallTime = Keys.now) -> ManagedKeyVerdict {
        decide(Keys.token(number).secret.text, at: wall)
    }
}

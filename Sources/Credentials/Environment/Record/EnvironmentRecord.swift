import Crypto

/// What stands in the store under one environment: its document, or that it was deleted; with the text as it stands
/// there, byte for byte, so that whoever holds it can put back just that.
package struct EnvironmentRecord: Equatable, Sendable {
    package enum Content: Equatable, Sendable {
        case document(EnvironmentDocument)
        /// The environment was deleted under this version.
        case tombstone
    }

    package let id: EnvironmentID
    /// The number that the text states, and the digest of the text.
    ///
    /// Two texts may get one number: after a lost write, or on two sides of a partition. The digest then decides the
    /// same everywhere; with the number alone a fleet would stay split, and a poll of the index would not see it.
    package let version: Version
    package let content: Content
    /// It has keys in it.
    package let text: Secret

    /// Bytes; a text beyond is malformed, and is not written.
    package static let longestText = 256 * 1024

    /// Reads what stands under an environment.
    ///
    /// - Parameters:
    ///   - id: whose place it is, or nil for a message: there the text alone says so.
    ///   - now: what a poisoned version is far ahead of.
    package init(text: [UInt8], of id: EnvironmentID? = nil, now: WallTime) throws(MalformedDocument) {
        guard text.count <= Self.longestText else { throw MalformedDocument(place: "", reason: .tooLong) }
        let value = try DocumentValue(json: text)
        if try value.flag("deleted") {
            self.id = try value.environmentID()
            content = .tombstone
        } else {
            let document = try EnvironmentDocument(value, now: now)
            self.id = document.id
            content = .document(document)
        }
        guard id == nil || id == self.id else { throw MalformedDocument(place: "envID", reason: .anotherEnvironment) }
        version = Version(epoch: try value.version(now: now), nonce: Self.digest(of: text))
        self.text = Secret(bytes: text)
    }

    package var document: EnvironmentDocument? {
        if case .document(let document) = content { document } else { nil }
    }

    /// The first 64 bits of the SHA-1, which is what Redis' scripts can make. It tells texts apart; it keeps no secret.
    package static func digest(of text: [UInt8]) -> Nonce {
        Nonce(bits: Insecure.SHA1.hash(data: text).prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }
}

/// What an answer about one environment's place says. An error of the link is none of these.
package enum EnvironmentReading: Equatable, Sendable {
    case record(EnvironmentRecord)
    /// Nothing stands there; that is not "deleted".
    case absent
    case malformed(MalformedDocument)

    package init(text: [UInt8]?, of id: EnvironmentID, now: WallTime) {
        guard let text else {
            self = .absent
            return
        }
        do throws(MalformedDocument) {
            self = .record(try EnvironmentRecord(text: text, of: id, now: now))
        } catch {
            self = .malformed(error)
        }
    }
}

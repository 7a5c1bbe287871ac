import Credentials

/// A message on the channel of the registrations: under this key there is now this version. A reason to read, not news to
/// believe: it says nothing about what stands on the current primary.
package struct RegistrationHint: Equatable, Sendable {
    package let version: Version
    package let encodedKey: [UInt8]

    package init(version: Version, encodedKey: [UInt8]) {
        self.version = version
        self.encodedKey = encodedKey
    }

    /// `EPOCH:NONCE KEY`; nil for anything else.
    package init?(message: [UInt8]) {
        guard let space = message.firstIndex(of: 0x20), let version = Version(text: Array(message[..<space])) else {
            return nil
        }
        self.init(version: version, encodedKey: Array(message[(space + 1)...]))
    }

    package var message: [UInt8] { Array("\(version) ".utf8) + encodedKey }
    package func isAbout(_ key: RegistrationKey) -> Bool { key.encoded == encodedKey }
}

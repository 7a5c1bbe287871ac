import Credentials
import Glibc

/// A new file for one secret, which only its owner may read.
///
/// The secret is in it before Redis is asked for anything, so that no end of this process loses a key that is in force;
/// when the change certainly did not happen the file is taken away again.
package struct SecretFile: Sendable {
    package let path: String

    /// Creates the file, writes the secret and a newline into it, and has the disk hold both.
    ///
    /// - Throws: when there is something of that name already, whatever it is; and when it cannot be written.
    package init(creating path: String, holding secret: Secret) throws(OperatorError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw OperatorError(errno == EEXIST ? .usage : .environment, .failed, "--out: \(path): \(Self.reason)")
        }
        defer { close(descriptor) }
        self.path = path
        let isWritten = secret.withBytes { Self.write($0 + [0x0A], to: descriptor) } && fsync(descriptor) == 0
        guard isWritten else {
            let reason = Self.reason
            unlink(path)
            throw OperatorError(.environment, .failed, "--out: \(path): \(reason)")
        }
    }

    /// The secret in it is nobody's.
    package func remove() { unlink(path) }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static var reason: String { String(cString: strerror(errno)) }
}

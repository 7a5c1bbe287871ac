import Credentials
import Glibc

/// Where secrets come from that a configuration names.
public struct SecretSource {
    /// Takes the value of a variable, which is gone afterwards; nil when it is not set.
    let takeVariable: (String) -> Secret?
    let readFile: (String) throws(FileFlaw) -> Secret

    enum FileFlaw: Error { case unreadable, readableByOthers, tooLong }

    /// This process's environment and the file system.
    public static var process: SecretSource {
        SecretSource(takeVariable: takeFromEnvironment, readFile: readPrivateFile)
    }

    init(
        takeVariable: @escaping (String) -> Secret?, readFile: @escaping (String) throws(FileFlaw) -> Secret
    ) {
        self.takeVariable = takeVariable
        self.readFile = readFile
    }

    /// Its bytes are overwritten where the kernel shows them, and no child inherits it.
    private static func takeFromEnvironment(_ name: String) -> Secret? {
        guard let value = getenv(name) else { return nil }
        let length = strlen(value)
        let secret = Secret(bytes: UnsafeBufferPointer(start: value, count: length).map { UInt8(bitPattern: $0) })
        memset(value, Int32(UInt8(ascii: "x")), length)
        unsetenv(name)
        return secret
    }

    /// The first line, without its end. Opening does not wait: a FIFO that nobody writes to is no file, and no reason
    /// to hang.
    private static func readPrivateFile(_ path: String) throws(FileFlaw) -> Secret {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { throw .unreadable }
        guard facts.st_mode & 0o077 == 0 else { throw .readableByOthers }
        let line = try readStart(descriptor).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard line.count <= longest else { throw .tooLong }
        return Secret(bytes: line)
    }

    /// One byte more than a secret may have, so that one that is cut off shows.
    private static func readStart(_ descriptor: Int32) throws(FileFlaw) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: longest + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress?.advanced(by: filled), $0.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable }
            guard count > 0 else { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }

    /// Bytes.
    static let longest = 4096
}

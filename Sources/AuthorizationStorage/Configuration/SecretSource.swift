import Credentials
import Glibc

/// Where secrets come from that a configuration names.
public struct SecretSource {
    /// Takes the value of a variable, which is gone afterwards; nil when it is not set.
    let takeVariable: (String) -> Secret?
    let readFile: (String) throws(FileFlaw) -> Secret

    enum FileFlaw: Error { case unreadable, readableByOthers }

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

    /// The first line, without its end.
    private static func readPrivateFile(_ path: String) throws(FileFlaw) -> Secret {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { throw .unreadable }
        guard facts.st_mode & 0o077 == 0 else { throw .readableByOthers }
        var bytes = [UInt8](repeating: 0, count: longest)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw .unreadable }
        return Secret(bytes: bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
    }

    private static let longest = 4096
}

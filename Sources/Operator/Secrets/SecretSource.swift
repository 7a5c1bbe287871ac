import Credentials
import Glibc

/// Where a given admin key comes from: never an argument, which everybody on the machine can read.
package enum SecretSource: Equatable, Sendable {
    case file(String)
    case standardInput

    /// `-` is standard input.
    package init(_ text: String) { self = text == "-" ? .standardInput : .file(text) }

    /// More than this can be no key, whatever white space is around it.
    private static let mostBytes = 2 * AdminKeyText.maximumCount

    /// Reads the whole, trims its ends, and judges it.
    package func read() throws(OperatorError) -> Secret {
        switch AdminKeyText(raw: try bytes()) {
        case .value(let secret): return secret
        case .blank: throw OperatorError(.usage, .failed, "--from-file: \(name) holds no key: it is empty or blank")
        case .malformed(let damage):
            throw OperatorError(
                .usage, .failed,
                damage == .tooLong
                    ? "--from-file: \(name) holds more than the \(AdminKeyText.maximumCount) bytes of a key"
                    : "--from-file: \(name) holds no key: white space or control characters inside")
        }
    }

    private var name: String {
        switch self {
        case .file(let path): path
        case .standardInput: "standard input"
        }
    }

    private func bytes() throws(OperatorError) -> [UInt8] {
        switch self {
        case .standardInput:
            guard isatty(0) == 0 else {
                throw OperatorError(.usage, .failed, "--from-file -: a terminal would show the key; pipe it in")
            }
            return try read(0)
        case .file(let path):
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw unreadable }
            defer { close(descriptor) }
            return try read(descriptor)
        }
    }

    private func read(_ descriptor: Int32) throws(OperatorError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1024)
        while bytes.count <= Self.mostBytes {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            guard count > 0 else { throw unreadable }
            bytes += chunk.prefix(count)
        }
        return bytes
    }

    private var unreadable: OperatorError {
        OperatorError(.usage, .failed, "--from-file: cannot read \(name): \(String(cString: strerror(errno)))")
    }
}

import CPosix
import Glibc
import ReplicaProcess

extension Program {
    /// The whole environment of a server that we start.
    private static let environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C"]

    /// Replaces this process, a fresh child of the zygote, by the program.
    func become() -> Never {
        if life != nil { setpgid(0, 0) }
        if let directory, chdir(directory) != 0 { _exit(ReplicaExit.programFailed) }
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let code = Self.withPointers(to: [path] + arguments) { arguments in
            Self.withPointers(to: environment ?? Self.environment) { kq_exec(path, arguments, $0, output) }
        }
        _exit(code == ENOENT ? ReplicaExit.programMissing : ReplicaExit.programFailed)
    }

    private static func withPointers(
        to texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
    ) -> Int32 {
        let pointers = texts.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        return pointers.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map(body) ?? EINVAL
        }
    }
}

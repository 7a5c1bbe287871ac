import CPosix
import Glibc

/// A program that a fork is about to become.
struct ProgramImage {
    let path: String
    let arguments: [String]

    /// Output and errors go to the end of `log`. With the environment that we have: a user's run would have it too.
    func become(log: String) -> Never {
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let pointers = arguments.map { strdup($0) } + [nil]
        _ = pointers.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { kq_exec(path, $0, environ, output) }
        }
        _exit(3)
    }
}

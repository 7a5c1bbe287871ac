import Glibc
import ReplicaProcess

/// A TCP port of 127.0.0.1 that the kernel picked and that was free a moment ago; somebody may take it before we do,
/// so whoever uses it is ready to try again.
func freePort() throws(FleetError) -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    guard let port = bindToLoopback(descriptor) else {
        throw FleetError(.system, "no free port: \(String(cString: strerror(errno)))")
    }
    return port
}

import Credentials
import Glibc

/// Under which name a process that serves writes down what it holds.
enum ServeName {
    /// Leaves room for what follows it.
    private static let longestHost = 64

    /// One that no other process has, on whatever machine it runs: `serve-HOST-PID-RANDOM`.
    static func standard(host: String, pid: Int32, random: UInt32) -> ReplicaName? {
        let host = host.utf8.filter { (0x21...0x7E).contains($0) }.prefix(longestHost)
        let place = host.isEmpty ? "host" : String(decoding: host, as: UTF8.self)
        return ReplicaName("serve-\(place)-\(pid)-\(String(random, radix: 16))")
    }

    /// The same for this process.
    static func own() -> ReplicaName? {
        var name = [CChar](repeating: 0, count: 256)
        let host = gethostname(&name, name.count - 1) == 0 ? name.prefix { $0 != 0 } : []
        return standard(
            host: String(decoding: host.map { UInt8(bitPattern: $0) }, as: UTF8.self), pid: getpid(),
            random: .random(in: .min ... .max))
    }

    /// Larger for whoever starts later, on whichever machine: seconds since 1970.
    static var incarnation: UInt32 { UInt32(clamping: time(nil)) }
}

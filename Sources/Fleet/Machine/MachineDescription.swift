import Glibc

/// The machine in one line, for reports and tables: figures mean nothing without it.
package func machineDescription() -> String {
    let cpu = readProcFile("/proc/cpuinfo")?.split(separator: "\n")
        .first { $0.hasPrefix("model name") }?
        .split(separator: ":").last.map { $0.drop { $0 == " " } }
    let memory = readProcFile("/proc/meminfo")?.split(separator: "\n")
        .first { $0.hasPrefix("MemTotal:") }?
        .split(separator: " ").dropFirst().first.flatMap { Int($0) }
    var system = utsname()
    uname(&system)
    let kernel = withUnsafeBytes(of: &system.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    return "\(cores) cores, \(cpu ?? "unknown CPU"), \((memory ?? 0) / 1_048_576) GiB, Linux \(kernel)"
}

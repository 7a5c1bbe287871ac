import Credentials
import Glibc

/// Which addresses a host has, without asking anybody: libcurl's resolver is a thread, libuv's is a pool of them, and a
/// replica has one thread.
///
/// Numeric hosts, localhost and the names of /etc/hosts are known; any other name has no address, and its server counts as
/// unreachable. Whoever needs one that DNS knows writes it into /etc/hosts.
struct HostLookup {
    /// By name in lower case; nil until the file was read.
    private var names: [String: [String]]?
    private let path: String

    init(path: String = "/etc/hosts") { self.path = path }

    /// For tests: these names, and no file.
    init(names: [String: [String]]) {
        self.names = names
        path = ""
    }

    /// A file of names is short.
    private static let longestFile = 256 << 10

    /// Numeric addresses, in the order in which to try them.
    mutating func addresses(of host: String) -> [String] {
        if HostAddress(host) != nil { return [host] }
        let name = host.lowercased()
        if name == "localhost" { return ["127.0.0.1", "::1"] }
        let known = names ?? Self.parsed(Self.text(of: path))
        names = known
        return known[name] ?? []
    }

    static func parsed(_ text: String) -> [String: [String]] {
        var names: [String: [String]] = [:]
        for line in text.split(separator: "\n") {
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
            guard let address = words.first, HostAddress(address) != nil else { continue }
            for name in words.dropFirst() { names[name.lowercased(), default: []].append(address) }
        }
        return names
    }

    /// Empty where there is none: then nobody has a name.
    private static func text(of path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: longestFile)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}

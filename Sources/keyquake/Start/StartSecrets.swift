import Credentials
import Foundation
import Glibc

/// Takes out what the user handed over in arguments or environment, before the first fork or exec, so that `ps` and
/// /proc/PID/environ of no process show it.
enum StartSecrets {
    /// Whether or not a command asks for it: it must not stay in sight.
    static let redisPassword = takeVariable("KEYQUAKE_REDIS_PASSWORD")
    static let internalToken = takeVariable("KEYQUAKE_INTERNAL_TOKEN")
    /// What names environments and their keys, by the variables' names.
    static let environmentKeys = takeVariables(
        ["LD_ENV_", "LD_MOBILE_KEY_", "LD_CLIENT_SIDE_ID_", "LD_ADDITIONAL_SDK_KEYS_", "LD_ADDITIONAL_MOBILE_KEYS_"])

    /// Takes all of them; said first of all, before anything is forked.
    static func takeAll() { _ = (redisPassword, internalToken, environmentKeys) }

    private static func takeVariables(_ prefixes: [String]) -> [String: Secret] {
        let names = ProcessInfo.processInfo.environment.keys.filter { name in prefixes.contains { name.hasPrefix($0) } }
        return Dictionary(uniqueKeysWithValues: names.compactMap { name in takeVariable(name).map { (name, $0) } })
    }

    /// The value of a variable, whose bytes are overwritten where the kernel shows them.
    private static func takeVariable(_ name: String) -> Secret? {
        guard let value = getenv(name) else { return nil }
        let secret = Secret(
            bytes: UnsafeBufferPointer(start: value, count: strlen(value)).map { UInt8(bitPattern: $0) })
        memset(value, Int32(UInt8(ascii: "x")), strlen(value))
        unsetenv(name)
        return secret
    }

    /// Overwrites the password of a URL in this process's arguments, where it stands in the URL: as it was typed, which need
    /// not be what it means, and not what looks like it before.
    static func blankPassword(inArgument url: String) {
        let url = Array(url.utf8)
        guard let password = passwordRange(in: url) else { return }
        for index in 1..<Int(CommandLine.argc) {
            guard let argument = CommandLine.unsafeArgv[index] else { continue }
            let text = UnsafeBufferPointer(start: argument, count: strlen(argument)).map { UInt8(bitPattern: $0) }
            // `--redis URL`, or `--redis=URL`.
            guard text == url || text.suffix(url.count + 1).elementsEqual([UInt8(ascii: "=")] + url) else { continue }
            memset(
                argument + (text.count - url.count) + password.lowerBound, Int32(UInt8(ascii: "x")), password.count)
        }
    }

    /// Between the first colon of `user:password` and the last @ in front of the path.
    private static func passwordRange(in url: [UInt8]) -> Range<Int>? {
        let scheme = Array("redis://".utf8)
        guard url.starts(with: scheme) else { return nil }
        let authority = url[scheme.count...].prefix { $0 != UInt8(ascii: "/") }
        guard let end = authority.lastIndex(of: UInt8(ascii: "@")),
            let colon = authority[..<end].firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return colon + 1..<end
    }

    static func readFile(_ path: String) -> Secret? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 4097)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return Secret(bytes: bytes.last == 0x0A ? bytes.dropLast() : bytes[...])
    }
}

import Credentials
import Glibc

/// Takes out what the user handed over in arguments or environment, before the first fork or exec, so that `ps` and
/// /proc/PID/environ of no process show it.
enum StartSecrets {
    /// The value of a variable, whose bytes are overwritten where the kernel shows them.
    static func takeVariable(_ name: String) -> Secret? {
        guard let value = getenv(name) else { return nil }
        let secret = Secret(
            bytes: UnsafeBufferPointer(start: value, count: strlen(value)).map { UInt8(bitPattern: $0) })
        memset(value, Int32(UInt8(ascii: "x")), strlen(value))
        unsetenv(name)
        return secret
    }

    /// Overwrites a text in this process's arguments, wherever it stands in them.
    static func blankArguments(holding text: String) {
        guard !text.isEmpty else { return }
        for index in 1..<Int(CommandLine.argc) {
            guard let argument = CommandLine.unsafeArgv[index], let found = strstr(argument, text) else { continue }
            memset(found, Int32(UInt8(ascii: "x")), strlen(text))
        }
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

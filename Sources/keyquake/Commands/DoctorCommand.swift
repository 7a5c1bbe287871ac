import ArgumentParser
import Fleet
import Foundation
import Glibc

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what this machine lacks and the one command that mends it.")

    @Option(help: "The list of system packages.", completion: .file())
    var packages = ".system-packages"
    @Option(help: "Look at this Redis too: redis://user@host:port/db.")
    var redis: String?
    @Option(help: "File whose first line is the password for --redis.", completion: .file())
    var redisPasswordFile: String?
    @Flag(help: "Remove what dead runs left in that Redis.")
    var sweep = false

    func validate() throws {
        if sweep, redis == nil { throw ValidationError("--sweep goes with --redis") }
    }

    func run() throws {
        var isWell = true
        let missing = missingPackages()
        if !missing.isEmpty {
            isWell = false
            print("missing: sudo apt-get install -y \(missing.joined(separator: " "))", to: 1)
        }
        for finding in MachineCheckup.findings() {
            isWell = false
            print(finding, to: 1)
        }
        if let redis {
            let external = try RedisURL(redis).resolve(passwordFile: redisPasswordFile)
            isWell = try RedisCheckup(external).report(sweep: sweep) { print($0, to: 1) } && isWell
        }
        guard isWell else { throw ExitCode(3) }
        print("well: nothing is missing", to: 1)
    }

    /// Lines of "package file": missing when the file is.
    private func missingPackages() -> [String] {
        let text = (try? String(contentsOfFile: packages, encoding: .utf8)) ?? "redis-server /usr/bin/redis-server"
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard !line.hasPrefix("#"), words.count == 2, access(String(words[1]), F_OK) != 0 else { return nil }
            return String(words[0])
        }
    }
}

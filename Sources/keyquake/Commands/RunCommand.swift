import ArgumentParser
import Checks
import CPosix
import Fleet
import Foundation
import Glibc
import Report
import Scenario

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run scenarios against a fleet and judge what happened.",
        discussion: """
            Each scenario gets a fleet and a Redis of its own; several run one after another, and the worst result \
            counts. The last line on standard error names the run's directory.
            """)

    @Argument(help: "Scenario files.", completion: .file(extensions: ["yaml"]))
    var scenarios: [String]
    @Option(help: "Number of replicas instead of the scenario's.")
    var replicas: Int?
    @Option(help: "Seed of everything random instead of the scenario's.")
    var seed: UInt64?
    @Option(help: "Use this Redis instead of an embedded one: redis://user@host:port/db. Password: KEYQUAKE_REDIS_PASSWORD.")
    var redis: String?
    @Option(help: "File whose first line is the password for --redis.", completion: .file())
    var redisPasswordFile: String?
    @Option(name: .customLong("set"), help: "Override one value: fleet.replicas=10, steps.0.at=2s. May be repeated.")
    var overrides: [String] = []
    @Option(help: "Parent of the run's directory.", completion: .directory)
    var out = "results"
    @Flag(help: "Print the report alone, as JSON.")
    var json = false
    @Flag(help: "Print nothing but the verdict.")
    var quiet = false

    func run() throws {
        let external = try redis.map { try RedisURL($0).resolve(passwordFile: redisPasswordFile) }
        var prepared: [PreparedScenario] = []
        var findings: [String] = []
        for path in scenarios {
            do {
                prepared.append(try prepare(path))
            } catch let errors as ScenarioErrors {
                findings += errors.lines
            }
        }
        guard findings.isEmpty else {
            print(findings.joined(separator: "\n"), to: 2)
            throw ExitCode(2)
        }
        throw ExitCode(runAll(prepared, external))
    }

    /// One coordinator a scenario: each in a process of its own when there are several, because a coordinator must fork
    /// its zygote before it has a thread, and judging starts threads.
    private func runAll(_ prepared: [PreparedScenario], _ external: ExternalRedis?) -> Int32 {
        guard prepared.count > 1 else {
            return prepared.first.map { ScenarioRun(scenario: $0, command: self, external: external).run() } ?? 2
        }
        return worstExitCode(prepared.map { scenario in
            let pid = kq_fork()
            if pid == 0 { _exit(ScenarioRun(scenario: scenario, command: self, external: external).run()) }
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            let code = kq_exit_code(status)
            return code < 0 ? 3 : code
        })
    }
}

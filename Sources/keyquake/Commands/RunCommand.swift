import ArgumentParser
import Fleet
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
    @Option(
        help: "Use this Redis, not an embedded one: redis://user@host:port/db; KEYQUAKE_REDIS_PASSWORD is its password."
    )
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
        let prepared = try prepareAll(isExternal: external != nil)
        throw ExitCode(runAll(prepared, external))
    }

    /// All scenarios are read before the first starts; every finding of all of them is printed.
    private func prepareAll(isExternal: Bool) throws -> [PreparedScenario] {
        let overrides = try overrides.map { text in
            guard let override = Override(argument: text) else { throw ValidationError("--set takes key.path=value") }
            return override
        }
        var prepared: [PreparedScenario] = []
        var findings: [String] = []
        for path in scenarios {
            do {
                let file = ScenarioFile(
                    path: path, overrides: overrides, replicas: replicas, seed: seed, isRedisExternal: isExternal)
                prepared.append(try file.prepare())
            } catch let errors as ScenarioErrors {
                findings.append("\(errors)")
            } catch let error as UnreadableScenario {
                findings.append("keyquake: \(error)")
            }
        }
        guard findings.isEmpty else {
            print(findings.joined(separator: "\n"), to: 2)
            throw ExitCode(2)
        }
        return prepared
    }

    private func runAll(_ prepared: [PreparedScenario], _ external: ExternalRedis?) -> Int32 {
        let runs = prepared.map { ScenarioRun(scenario: $0, command: self, external: external) }
        guard runs.count > 1 else { return runs.first?.run() ?? 2 }
        var launcher = ScenarioLauncher()
        return launcher.run(runs)
    }

    /// The line that does the same again, without a secret.
    func line(runningAgain scenario: PreparedScenario) -> String {
        var words = ["keyquake run", scenario.path, "--seed \(scenario.plan.seed)"]
        if let replicas { words.append("--replicas \(replicas)") }
        words += overrides.map { "--set '\($0)'" }
        if redis != nil { words.append("--redis …") }
        return words.joined(separator: " ")
    }
}

import ArgumentParser
import Bench
import Fleet

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure this machine: each figure beside a floor of the same run.",
        subcommands: [
            ForkBenchCommand.self, PropagationBenchCommand.self, HotPathBenchCommand.self, HopBenchCommand.self,
            ChecksBenchCommand.self, RotatorBenchCommand.self, FailoverBenchCommand.self,
            ManagedKeysBenchCommand.self, StorageBenchCommand.self, HTTPBenchCommand.self, ReplicaProgram.self,
        ])
}

/// How a benchmark prints what it found.
struct BenchOutput: ParsableArguments {
    @Flag(help: "Print the figures alone, as JSON.")
    var json = false

    func show(_ report: BenchReport) { print(json ? report.json : report.table, to: 1) }

    /// What keeps a benchmark from measuring is the environment's fault.
    func perform(_ body: () throws -> BenchReport) throws {
        do {
            show(try body())
        } catch {
            print("keyquake: \(error)", to: 2)
            throw ExitCode(3)
        }
    }
}

struct ForkBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fork", abstract: "Start time, memory and idle CPU of N replicas.")

    @Option(help: "How many replicas at once.")
    var replicas = 1_000
    @Option(help: "How often each start is repeated.")
    var rounds = 3
    @OptionGroup var output: BenchOutput

    func validate() throws {
        guard replicas > 0, rounds > 0 else { throw ValidationError("--replicas and --rounds are at least 1") }
    }

    func run() throws {
        var bench = ForkBench { ReplicaProgram.arguments(for: $0) }
        bench.replicas = replicas
        bench.rounds = rounds
        try output.perform(bench.run)
    }
}

struct PropagationBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "propagation", abstract: "How long a rotation takes to reach a whole fleet, by push and by poll.")

    @Option(parsing: .upToNextOption, help: "Sizes of the fleet.")
    var replicas = [100, 1_000]
    @Option(help: "Rounds of each push.")
    var rounds = 20
    @OptionGroup var output: BenchOutput

    func validate() throws {
        guard rounds > 0, replicas.allSatisfy({ $0 > 0 }) else {
            throw ValidationError("--replicas and --rounds are at least 1")
        }
    }

    func run() throws {
        var bench = PropagationBench()
        bench.sizes = replicas
        bench.rounds = rounds
        try output.perform(bench.run)
    }
}

struct HotPathBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hotpath", abstract: "Time and allocations of one decision.")

    @OptionGroup var output: BenchOutput

    func run() throws { try output.perform(HotPathBench().run) }
}

struct HopBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hop", abstract: "What a link proxy between replica and Redis adds to a request.")

    @Option(help: "Requests a round.")
    var requests = 5_000
    @Option(help: "Rounds of each.")
    var rounds = 20
    @Option(help: "Connections of the second and third measurement.")
    var connections = 50
    @OptionGroup var output: BenchOutput

    func validate() throws {
        guard rounds > 0, requests > 0, (1...1_000).contains(connections) else {
            throw ValidationError("--rounds and --requests are at least 1, --connections at most 1000")
        }
    }

    func run() throws {
        var bench = HopBench()
        bench.requests = requests
        bench.rounds = rounds
        bench.connections = connections
        try output.perform(bench.run)
    }
}

struct ChecksBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checks", abstract: "How fast a history of ten million records is checked.")

    @Option(help: "How often the history is checked.")
    var rounds = 5
    @OptionGroup var output: BenchOutput

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds is at least 1") }
    }

    func run() throws {
        var bench = ChecksBench()
        bench.rounds = rounds
        try output.perform { BenchReport(checks: try bench.run(), machine: machineDescription()) }
    }
}

struct RotatorBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotator", abstract: "Time of one operation, one drain and one snapshot of a credential rotator.")

    @Option(help: "Calls a round.")
    var calls = 2_000
    @Option(help: "Rounds of each.")
    var rounds = 9
    @OptionGroup var output: BenchOutput

    func validate() throws {
        guard rounds > 0, (1...20_000).contains(calls) else {
            throw ValidationError("--rounds and --calls are at least 1, --calls at most 20000")
        }
    }

    func run() throws {
        var bench = RotatorBench()
        bench.calls = calls
        bench.rounds = rounds
        try output.perform(bench.run)
    }
}

/// A replica that was started as a program, for `bench fork` to compare the fork with.
struct ReplicaProgram: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "replica-program", shouldDisplay: false)

    @Argument var arguments: [String]

    static func arguments(for replica: ExecutedReplica) -> [String] {
        ["bench", "replica-program"] + replica.arguments
    }

    func run() throws {
        guard let replica = ExecutedReplica(arguments: arguments) else { throw ValidationError("not for you") }
        try replica.run()
    }
}

import ArgumentParser
import Bench

struct ManagedKeysBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "managed-keys", abstract: "Decisions on managed keys, and how a replica loads and holds them.")

    @Option(help: "How many keys there are.")
    var keys = 100_000
    @Option(help: "Rounds of each decision.")
    var rounds = 9
    @Option(help: "How often each load is repeated.")
    var loads = 5
    @Option(parsing: .upToNextOption, help: "How many processes load at once, beside one alone.")
    var processes = [4, 16]
    @Option(help: "How many replicas a deactivation has to reach.")
    var fleet = 200
    @Option(help: "How many deactivations are made.")
    var deactivations = 20
    @OptionGroup var output: BenchOutput

    func validate() throws {
        guard rounds > 0, loads > 0, (1...1_000_000).contains(keys) else {
            throw ValidationError("--rounds and --loads are at least 1, --keys is at most 1000000")
        }
        guard (1...1_000).contains(fleet), (1...1_000).contains(deactivations) else {
            throw ValidationError("--fleet and --deactivations are 1 to 1000")
        }
        guard processes.allSatisfy({ (2...200).contains($0) }) else {
            throw ValidationError("--processes are 2 to 200")
        }
    }

    func run() throws {
        var bench = ManagedKeysBench()
        bench.keys = keys
        bench.rounds = rounds
        bench.loads = loads
        bench.processes = processes
        bench.fleet = fleet
        bench.deactivations = deactivations
        try output.perform(bench.run)
    }
}

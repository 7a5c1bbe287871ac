import ArgumentParser
import Bench

struct StorageBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage",
        abstract: "Calls a second of the authorization storage on one connection, and its memory.")

    @Option(help: "Calls a round.")
    var calls = 20_000
    @Option(help: "Rounds of each.")
    var rounds = 9
    @Option(help: "Calls on their way at a time.")
    var inFlight = 256
    @Option(help: "Sessions that are stored.")
    var sessions = 20_000
    @OptionGroup var output: BenchOutput

    func validate() throws {
        guard calls > 0, rounds > 0, sessions > 0, (1...10_000).contains(inFlight) else {
            throw ValidationError(
                "--calls, --rounds, --sessions and --in-flight are at least 1, --in-flight at most 10000")
        }
    }

    func run() throws {
        var bench = StorageBench()
        bench.calls = calls
        bench.rounds = rounds
        bench.inFlight = inFlight
        bench.sessions = sessions
        try output.perform(bench.run)
    }
}

import ArgumentParser
import Bench

struct HTTPBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http", abstract: "Requests a second to guarded and unguarded routes of one replica; needs wrk.")

    @Option(help: "How often each route is asked.")
    var rounds = 5
    @Option(help: "Seconds each time.")
    var seconds = 4
    @Option(help: "Connections at a time.")
    var connections = 32
    @OptionGroup var output: BenchOutput

    func validate() throws {
        guard rounds > 0, (1...20).contains(seconds), (1...1_000).contains(connections) else {
            throw ValidationError("--rounds is at least 1, --seconds at most 20, --connections at most 1000")
        }
    }

    func run() throws {
        var bench = HTTPBench()
        bench.rounds = rounds
        bench.seconds = seconds
        bench.connections = connections
        try output.perform(bench.run)
    }
}

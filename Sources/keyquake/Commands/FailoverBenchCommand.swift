import ArgumentParser
import Bench

struct FailoverBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failover",
        abstract: "What failovers lose and which revoked keys come back, by slot, confirmation and fault.",
        discussion: """
            Every cell is a scenario, run by 'keyquake run' in a process of its own, with a Redis and Sentinels of its \
            own: slot plain or fenced x confirm 0, 1 or all x min-replicas 0, 1 or 2 x primary killed, frozen, replaced \
            by order, or cut off from its replicas before it dies. A run takes about 9 s; an inconclusive one is made \
            again once, and then counted as such.

            --only takes conditions: 'slot=fenced,fault=kill,fault=cut,confirm=0,min-replicas=2'. A dimension named \
            twice takes both values.
            """)

    @Option(help: "Runs of each cell.")
    var runs = 5
    @Option(help: "Replicas of each run.")
    var replicas = 10
    @Option(help: "Runs side by side; more than cores, and they measure each other.")
    var jobs = 2
    @Option(help: "Only these cells: DIMENSION=VALUE,…", transform: Self.filter)
    var only: CellFilter?
    @Option(help: "Keep the runs' directories here.", completion: .directory)
    var out: String?
    @OptionGroup var output: BenchOutput

    func validate() throws {
        guard runs > 0, replicas > 0, jobs > 0 else {
            throw ValidationError("--runs, --replicas and --jobs are at least 1")
        }
        guard jobs <= Self.mostJobs else { throw ValidationError("--jobs is at most \(Self.mostJobs)") }
    }

    private static let mostJobs = 32

    func run() throws {
        var bench = FailoverBench()
        if let only { bench.cells = only.cells }
        bench.runs = runs
        bench.replicas = replicas
        bench.jobs = jobs
        bench.out = out
        bench.progress = { print($0, to: 2) }
        try output.perform(bench.run)
    }

    private static func filter(_ text: String) throws -> CellFilter {
        do {
            return try CellFilter(text)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}

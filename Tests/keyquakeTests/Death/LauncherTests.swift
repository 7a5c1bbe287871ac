import Glibc
import RedisFixture
import Testing

/// Several scenarios in one call: what ends the launcher, or is to end it, ends what it launched.
struct LauncherTests {
    private static let twice = ["run", "{scenario}", "{scenario}", "--out", "{out}"]

    /// The first scenario's processes, once its fleet is ready.
    private func startTwice() throws -> (KeyquakeRun, ProcessTree) {
        let run = try KeyquakeRun.start(Self.twice, scenario: .endless)
        try run.waitUntilFleetIsReady()
        let coordinator = try #require(RunningProcess.all.first { $0.parent == run.child.pid })
        return (run, ProcessTree(coordinator: coordinator.pid))
    }

    private func expectNothingLeft(of tree: ProcessTree, _ run: KeyquakeRun) throws {
        #expect(tree.replicas.count == 4 && tree.servers.count == 1)
        try waitUntil("everything is gone", within: KeyquakeRun.patience / 3, every: 20) {
            tree.all.allSatisfy { !$0.isAlive } && tree.survivors.isEmpty && run.privateDirectories.isEmpty
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a launcher that is told to end ends its scenario well, and starts no other`(_ signal: Int32) throws {
        let (run, tree) = try startTwice()
        run.child.signal(signal)
        try run.expectEnd(4)
        #expect(run.runDirectories.count == 1)
        #expect(run.standardError.contains("1 of 2 scenarios were not run"))
        #expect(try run.directory.events(of: .replica(.init(1))).last == .ended)
        try expectNothingLeft(of: tree, run)
    }

    @Test func `a launcher that is killed takes its scenario with it`() throws {
        let (run, tree) = try startTwice()
        run.child.signal(SIGKILL)
        try expectNothingLeft(of: tree, run)
    }

    @Test func `a fork that fails is no green scenario`() throws {
        let run = try KeyquakeRun.start(Self.twice, scenario: .small, through: Self.withoutProcesses)
        try run.expectEnd(3)
        #expect(run.errorLines == Array(repeating: "keyquake: cannot fork: Resource temporarily unavailable", count: 2))
    }

    /// Root is bound by no number of processes; nobody has none left.
    private static let withoutProcesses =
        (geteuid() == 0
            ? ["sh", "-c", "chmod -R a+rwX \"$0\" && exec setpriv --reuid=65534 --clear-groups -- \"$@\"", "{}"] : [])
        + ["prlimit", "--nproc=0:0", "--"]
}

import Glibc
import RedisFixture
import Testing

/// Nothing survives the coordinator, and nothing that was recorded is lost with it.
struct CoordinatorDeathTests {
    @Test func `a coordinator that is killed takes every process and every secret with it`() throws {
        let run = try KeyquakeRun.start(scenario: .endless)
        try run.waitUntilFleetIsReady()
        let tree = run.tree
        #expect(tree.replicas.count == 4 && tree.servers.count == 1 && tree.zygote != nil)
        #expect(run.privateDirectories.count == 1)

        run.child.signal(SIGKILL)
        try run.waitUntilNothingIsLeft(of: tree.all)
        #expect(tree.survivors.isEmpty)
        try run.expectEnd(128 + SIGKILL)
    }

    @Test func `what was recorded up to the kill can be read, and proves nothing`() throws {
        let run = try KeyquakeRun.start(scenario: .endless)
        try run.waitUntilFleetIsReady()
        let tree = run.tree
        run.child.signal(SIGKILL)
        try run.waitUntilNothingIsLeft(of: tree.all)

        let directory = try run.directory
        let export = try KeyquakeRun.start(["export", directory.path])
        try export.expectEnd(0)
        let lines = export.standardOutput.split(separator: "\n")
        for region in ["coordinator", "zygote", "r1", "r2", "r3", "r4"] {
            #expect(lines.contains { $0.contains("\"region\":\"\(region)\"") }, "no event of \(region)")
        }
        #expect(lines.allSatisfy { $0.first == "{" && $0.last == "}" })
        #expect(try directory.history.damage().isEmpty)

        let check = try KeyquakeRun.start(["check", directory.path])
        try check.expectEnd(4)
    }
}

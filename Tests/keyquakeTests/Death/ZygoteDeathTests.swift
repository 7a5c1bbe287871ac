import Glibc
import RedisFixture
import Testing

struct ZygoteDeathTests {
    @Test func `a run whose zygote is killed ends with one line and exit code 3, and nothing is left`() throws {
        let run = try KeyquakeRun.start(scenario: .endless)
        try run.waitUntilFleetIsReady()
        let tree = run.tree
        let zygote = try #require(tree.zygote)

        kill(zygote.pid, SIGKILL)
        try run.expectEnd(3)
        #expect(run.errorLines.count == 1, "\(run.standardError)")
        #expect(run.standardError.contains("zygote"))
        try run.waitUntilNothingIsLeft(of: tree.all)
        #expect(tree.survivors.isEmpty)
    }
}

import Glibc
import History
import RedisFixture
import Testing

struct StepOrderTests {
    @Test func `a step whose preparation takes long holds back no other, and says when it began`() throws {
        let run = try KeyquakeRun.start(
            scenario: ScenarioText(
                name: "slow-preparation", replicas: 3,
                steps: [
                    "{ at: 1500ms, rotate-admin-key: {} }", "{ at: 1600ms, kill-replica: { pick: [2] } }",
                    "{ at: 1700ms, await: { converged: admin-key, within: 4s } }",
                ]))
        try run.waitUntilFleetIsReady()
        // It confirms no token, and nobody knows that it is stopped.
        let pid = try #require(try run.directory.pid(of: 3))
        kill(pid, SIGSTOP)
        defer { kill(pid, SIGCONT) }
        try waitUntil("all steps have begun", within: KeyquakeRun.patience) {
            try begun(run).count == 3 || run.child.hasEnded
        }
        #expect(try begun(run) == [1, 0, 2], "the await waits for the rotation before it")
        kill(pid, SIGCONT)
        _ = try run.exitCode()
    }

    private func begun(_ run: KeyquakeRun) throws -> [UInt32] {
        try run.directory.events(of: .coordinator).compactMap {
            if case .stepBegan(let step, _) = $0 { step } else { nil }
        }
    }
}

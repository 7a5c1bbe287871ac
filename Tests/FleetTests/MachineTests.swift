import Scenario
import Testing

@testable import Fleet

@Suite struct MachineTests {
    @Test(arguments: [(0, 0), (100, 0), (191, 0), (192, 0), (300, 27), (4_095, 975)] as [(UInt, Int)])
    func `a low limit of descriptors is a finding, however low it is`(_ limit: UInt, _ replicas: Int) {
        let finding = MachineCheckup.finding(ofHardLimit: limit)
        #expect(finding?.hasPrefix("at most \(limit) descriptors: fleets over \(replicas) replicas") == true)
    }

    @Test func `a limit that will do is none`() {
        #expect(MachineCheckup.finding(ofHardLimit: 4_096) == nil)
        #expect(MachineCheckup.finding(ofHardLimit: .max) == nil)
    }

    @Test func `the history of a run has room for its awaits`() throws {
        let short = "scenario: a\nfleet: { replicas: 1 }\nsteps: [{ at: 1s, rotate-admin-key: {} }"
        let waiting = short + ", { at: 2s, await: { converged: admin-key, within: 10m } }"
        let sizes = try [short, waiting].map { text in
            try parseScenario(text: text + "]\n", file: "a").get().historyLayout
        }
        #expect(sizes[1].coordinatorRecords > sizes[0].coordinatorRecords + 600 * 100)
    }
}

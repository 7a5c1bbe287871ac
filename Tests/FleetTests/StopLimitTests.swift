import ReplicaProcess
import Testing

@testable import Fleet
@testable import Scenario

/// How long the fleet waits for a replica that was told to stop.
struct StopLimitTests {
    private static func plan(_ fleet: String) throws -> Plan {
        let text =
            "scenario: s\nabout: A.\nfleet: { replicas: 1, \(fleet) }\nsteps: [{ at: 1s, rotate-admin-key: {} }]\n"
        return try parseScenario(text: text, file: "s").get()
    }

    @Test func `a replica without a face has what its leave takes`() throws {
        #expect(StopLimit(try Self.plan("http: false")) == StopLimit(nil))
        #expect(StopLimit(nil).nanoseconds == StopLimit.leave)
    }

    @Test func `one with a face is not killed while it drains`() throws {
        let limit = StopLimit(try Self.plan("http: true"))
        #expect(limit.nanoseconds == FaceConfiguration.standardDrain + StopLimit.leave)
        var face = FaceConfiguration()
        face.drain = 60_000_000_000
        #expect(StopLimit(face).nanoseconds == 60_000_000_000 + StopLimit.leave)
    }

    @Test func `a foreign program has what README says`() throws {
        let fleet = """
            command: [sh, "{port}"], probe-url: "http://127.0.0.1:{port}/", admin-key: { slot: plain, push: false }
            """
        #expect(StopLimit(try Self.plan(fleet)).nanoseconds == 2_000_000_000)
    }
}

import Scenario

/// What a report says about a run beside its findings: what ran, where, and how to run it again.
package struct RunDescription: Equatable, Sendable {
    package var scenario: String
    package var about: String
    package var seed: UInt64
    /// ISO 8601, UTC.
    package var started: String
    package var machine: String
    package var replicas: Int
    /// From the first fork to the last ready; nil when the fleet was never ready.
    package var startMilliseconds: Double?
    /// Mean proportional set size of a replica; nil when it was not measured.
    package var meanProportionalKibibytes: Double?
    package var redisTopology: String
    package var redisVersion: String?
    package var probeIntervalMilliseconds: Double
    /// Path of the run's directory.
    package var directory: String
    /// The command line that runs the same again.
    package var rerun: String
    package var expectedVerdict: ExpectedVerdict
    /// With an expected verdict of fail: the metrics whose expectations are to fail; empty means any.
    package var expectedFailing: [String]
    /// Of a fleet that is reached over HTTP; its start and its memory are told apart from those of a fleet that is not.
    package var http: HTTPDescription?
    /// Ended by SIGINT or SIGTERM before its plan did.
    package var isInterrupted: Bool

    /// - Parameter plan: As run, overrides included.
    package init(
        plan: Plan, started: String, machine: String, startMilliseconds: Double?, meanProportionalKibibytes: Double?,
        redisVersion: String?, probeIntervalMilliseconds: Double, directory: String, rerun: String, isInterrupted: Bool
    ) {
        scenario = plan.name
        about = plan.about
        seed = plan.seed
        self.started = started
        self.machine = machine
        replicas = plan.fleet.replicas
        self.startMilliseconds = startMilliseconds
        self.meanProportionalKibibytes = meanProportionalKibibytes
        redisTopology = plan.redis.topology.rawValue
        self.redisVersion = redisVersion
        self.probeIntervalMilliseconds = probeIntervalMilliseconds
        self.directory = directory
        self.rerun = rerun
        expectedVerdict = plan.expectedVerdict
        expectedFailing = plan.expectedFailing
        self.isInterrupted = isInterrupted
    }
}

package struct HTTPDescription: Equatable, Sendable {
    /// The replicas are somebody else's programs.
    package var isForeign: Bool
    /// Between two questions over HTTP about a hot credential; nil where nobody asks so.
    package var probeIntervalMilliseconds: Double?

    package init(isForeign: Bool, probeIntervalMilliseconds: Double?) {
        self.isForeign = isForeign
        self.probeIntervalMilliseconds = probeIntervalMilliseconds
    }
}

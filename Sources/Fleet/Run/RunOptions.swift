import Scenario

/// What the command line adds to a plan.
package struct RunOptions: Sendable {
    /// The parent of the run's directory.
    package var out: String
    /// The scenario as run, for the run's directory.
    package var scenarioText: String
    package var isTerminal: Bool
    package var isQuiet: Bool
    package var external: ExternalRedis?
    /// Connections to our Redis that are not the fleet's: a benchmark's floor has some.
    package var otherClients: Int
    /// Of the deployment that the run takes part in, in an external Redis; nil for names of its own.
    package var namespace: String?
    /// Where the scenario lies: where a foreign program is looked for, and where it runs.
    package var scenarioDirectory = "."

    package init(
        out: String, scenarioText: String, isTerminal: Bool = false, isQuiet: Bool = false,
        external: ExternalRedis? = nil, otherClients: Int = 0
    ) {
        self.out = out
        self.scenarioText = scenarioText
        self.isTerminal = isTerminal
        self.isQuiet = isQuiet
        self.external = external
        self.otherClients = otherClients
    }
}

/// What a run was, beside its history: for the report.
package struct RunRecord: Sendable {
    package var directory: RunDirectory
    package var startedUnixSeconds: Int
    package var fleetStartMilliseconds: Double
    package var pssKiBMean: Double?
    package var redisVersion: String
    package var probeIntervalMilliseconds: Double
    package var replicas: Int
    package var isInterrupted: Bool
    /// Of replicas that serve over HTTP, or are asked over it; nil without any.
    package var http: HTTPRecord?
}

/// What a fleet was that is reached over HTTP.
package struct HTTPRecord: Sendable {
    /// Between two questions about a hot credential; nil where nobody asks over HTTP.
    package var probeIntervalMilliseconds: Double?
}

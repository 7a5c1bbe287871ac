import Credentials

/// What an operator may ask a replica about the documents of its environments; no secret in it.
package struct DocumentStatus: Equatable, Sendable {
    package internal(set) var isReady = false
    package internal(set) var isLinkUp = false
    package internal(set) var isSubscribed = false
    package internal(set) var hasIndex = false
    /// When the index was last read.
    package internal(set) var lastGoodRead: SteadyTime?
    package internal(set) var failedReads = 0
    /// Entries, documents and messages that are none.
    package internal(set) var malformed = 0
    package internal(set) var conflicts = 0
    /// What documents said that nobody obeys, as that the primary is an additional key too; each time that one said it.
    package internal(set) var warnings = 0
    package internal(set) var gaps = 0
    /// How often the store was found to have lost what is held here, and how often that was put back from here.
    package internal(set) var lost = 0
    package internal(set) var putBack = 0
}

/// One environment as a status page shows it: its credentials masked and all from one snapshot, and its upstream.
package struct EnvironmentStatus: Equatable, Sendable {
    package enum Connection: String, Sendable {
        /// There is no data yet.
        case initializing = "INITIALIZING"
        /// A client runs.
        case valid = "VALID"
        /// There is data, and no client that would hear of newer.
        case interrupted = "INTERRUPTED"
        /// Upstream refuses the primary, and no other client runs.
        case off = "OFF"
    }

    package let credentials: CredentialStatus
    /// When the expiring SDK keys end, in the order of their masked texts; the same for mobile keys.
    package let sdkEnds: [WallTime]
    package let mobileEnds: [WallTime]
    package let names: EnvironmentDocument.Names
    package let version: Version?
    package let isOffline: Bool
    package let connection: Connection
    /// Clients that run, and starts that are under way.
    package let runningClients: Int
    package let startingClients: Int
    /// The number of the latest update that was delivered.
    package let data: UInt64?
    /// As which credentials events are sent, masked; nil for none.
    package let sdkEvents: String?
    package let mobileEvents: String?

    package init(
        credentials: CredentialStatus, sdkEnds: [WallTime], mobileEnds: [WallTime], names: EnvironmentDocument.Names,
        version: Version?, isOffline: Bool, connection: Connection, runningClients: Int, startingClients: Int,
        data: UInt64?, sdkEvents: String?, mobileEvents: String?
    ) {
        self.credentials = credentials
        self.sdkEnds = sdkEnds
        self.mobileEnds = mobileEnds
        self.names = names
        self.version = version
        self.isOffline = isOffline
        self.connection = connection
        self.runningClients = runningClients
        self.startingClients = startingClients
        self.data = data
        self.sdkEvents = sdkEvents
        self.mobileEvents = mobileEvents
    }
}

extension EnvironmentKeeper {
    /// All environments, by what a status page calls them, in one moment.
    package var status: [EnvironmentName: EnvironmentStatus] {
        environments.mapValues { kept in
            let slots = clients[kept.name]?.slots ?? []
            let snapshot = kept.rotator.snapshot()
            return EnvironmentStatus(
                credentials: CredentialStatus(snapshot), sdkEnds: snapshot.sdk.ending.map(\.end).sorted(),
                mobileEnds: snapshot.mobile.ending.map(\.end).sorted(), names: kept.names, version: kept.version,
                isOffline: kept.isOffline, connection: connection(of: kept),
                runningClients: slots.count { $0.isRunning },
                startingClients: slots.count { if case .starting = $0.phase { true } else { false } }, data: kept.data,
                sdkEvents: kept.events.sdk.map { "\($0.credential)" },
                mobileEvents: kept.events.mobile.map { "\($0.credential)" })
        }
    }

    /// The newest primary alone decides what upstream says of an environment: a predecessor that fails changes nothing,
    /// and one that runs keeps it alive.
    private func connection(of kept: KeptEnvironment) -> EnvironmentStatus.Connection {
        if clients[kept.name]?.serving != nil { return .valid }
        let key = kept.isOffline ? nil : kept.primary
        if clients[kept.name]?.slot(of: key)?.failure == .refused { return .off }
        return kept.data == nil ? .initializing : .interrupted
    }
}

/// The names of the status page; what is empty is left out.
extension EnvironmentStatus: Encodable {
    private enum CodingKeys: String, CodingKey {
        case envKey, envName, projKey, projName, status, connectionStatus, version, upstreamClients
    }

    private struct ConnectionStatus: Encodable { let state: String }

    package func encode(to encoder: any Encoder) throws {
        try credentials.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        let texts: [(CodingKeys, String)] = [
            (.envKey, names.environmentKey), (.envName, names.environment), (.projKey, names.projectKey),
            (.projName, names.project),
        ]
        for (key, text) in texts where !text.isEmpty { try container.encode(text, forKey: key) }
        try container.encodeIfPresent(version?.epoch.number, forKey: .version)
        try container.encode(connection == .valid ? "connected" : "disconnected", forKey: .status)
        try container.encode(ConnectionStatus(state: connection.rawValue), forKey: .connectionStatus)
        try container.encode(runningClients, forKey: .upstreamClients)
    }
}

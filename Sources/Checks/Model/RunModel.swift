import History
import Scenario

/// What the coordinator and the zygote recorded, sorted by what it is about: the ground that all checks stand on.
struct RunModel {
    var began: Time = 0
    /// Wall time - monotonic time, nanoseconds.
    var wallOffset: Int64 = 0
    var endOffset: Int64?
    var isInterrupted = false
    var fleetReady: Time?
    /// The `runEnded` record, or else the last thing that anybody recorded.
    var end: Time = 0

    /// By number; a number that was never named is nil.
    var credentials: [NamedCredential?] = []
    /// On the slot, and faults that befall it.
    var operations: [Operation] = []
    /// On managed keys.
    var keyOperations: [KeyOperation] = []
    /// Documents of environments.
    var documentOperations: [DocumentOperation] = []
    /// By number of the environment: whether it is offline.
    var environments: [CredentialID: Bool] = [:]
    /// In the order of time.
    var upstreamSights: [UpstreamSighting] = []
    /// As whom events came to upstream.
    var eventSights: [UpstreamSighting] = []
    var upstreamUnread = 0
    var statuses: [StatusAnswer] = []
    /// Of every node, in the order of their returns.
    var keySamples: [KeySample] = []
    /// Registrations at the authorization server, at the end.
    var ledger: [LedgerLine] = []
    /// Of every node.
    var rowLooks: [RowLook] = []
    var listedLosers: Set<ListedLoser> = []
    /// What came of the uses that steps asked for, in the order of their returns.
    var shown: [ShownRegistration] = []
    /// Of every node.
    var samples: [SlotSample] = []
    /// Of the node that reigned at the time: what the slot was.
    var primarySamples: [SlotSample] = []
    var log: [SlotLogEntry] = []
    /// Entries of the log that are no entries of ours: when they were seen, and where.
    var foreignEntries: [(at: Time, count: Int, node: NodeID)] = []
    var reigns = Reigns()
    var announcements: [Announcement] = []
    var holds: [Hold] = []
    var outsideProbes: [OutsideProbe] = []
    var steps: [UInt32: StepTrace] = [:]
    var awaits: [AwaitTrace] = []
    /// All looks at a life, in their order.
    var baselines: [Life: [(at: Time, inventory: Inventory)]] = [:]
    var endInventories: [Life: (at: Time, inventory: Inventory)] = [:]
    var redisClients: [RedisClients] = []
    var leftovers: [Leftover] = []
    var exits: [ProcessEnd] = []
    var coordinatorLags: [Span] = []
    var tokens = TokenCensus()

    var isEnded: Bool { endOffset != nil }

    func credential(_ id: CredentialID) -> NamedCredential? {
        let index = Int(id.number)
        return index < credentials.count ? credentials[index] : nil
    }

    func credential(with fingerprint: FingerprintBits) -> NamedCredential? {
        guard fingerprint != .none else { return nil }
        return credentials.lazy.compactMap { $0 }.first { $0.fingerprint == fingerprint && $0.kind == .adminKey }
    }

    /// By which kind of credential metrics are split: what has no kind of its own is judged with the admin key.
    func kind(of credential: CredentialID) -> MetricKind { self.credential(credential)?.kind.metric ?? .adminKey }

    func exit(of life: Life) -> ProcessEnd? { exits.first { $0.life == life } }

    /// Redis' Unix milliseconds in the run's monotonic time.
    func monotonic(unixMilliseconds: UInt64) -> Time {
        Time(clamping: unixMilliseconds).multipliedReportingOverflow(by: 1_000_000).partialValue - wallOffset
    }

    func wallMilliseconds(at time: Time) -> Int64 { (time + wallOffset) / 1_000_000 }
}

extension CredentialKind {
    var metric: MetricKind {
        switch self {
        case .adminKey, .internalToken, .registration: .adminKey
        case .managedKey: .managedKey
        case .sdkKey: .sdkKey
        case .mobileKey: .mobileKey
        case .environmentID: .environmentID
        }
    }
}

extension MetricKind {
    /// Of the credentials of environments.
    static let ofEnvironments: [MetricKind] = [.sdkKey, .mobileKey, .environmentID]

    var isOfEnvironments: Bool { Self.ofEnvironments.contains(self) }
}

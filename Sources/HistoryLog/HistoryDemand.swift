/// What a run is expected to write, from which the sizes of its history follow.
///
/// A region that is too small makes a run inconclusive, and an unused record costs nothing but its place on the disk:
/// so each figure gets generous head room, until the whole would pass `maximumBytes`.
package struct HistoryDemand: Equatable, Sendable {
    /// Replicas over the whole run, those included that a step adds.
    package var replicas: Int
    /// Credentials that the coordinator will name.
    package var credentials: Int
    /// From the start of the fleet to the end of the run.
    package var seconds: Double
    /// Rotations, revocations and other operations on the slot.
    package var operations: Int
    package var steps: Int
    /// Starts of one replica beyond its first.
    package var restarts: Int
    /// Samples of the slot each second, over all nodes.
    package var slotSamplesPerSecond: Double
    /// Probes from outside each second, over the whole fleet.
    package var outsideProbesPerSecond: Double
    /// Client registrations that a server can come to have made.
    package var registrations: Int
    /// At the most at one time; and the documents of all of them, over the whole run.
    package var environments = 0
    package var documents = 0
    /// What one replica writes of its calls on the storage of tokens.
    package var tokenRecords = 0
    /// The same for the coordinator.
    package var coordinatorTokenRecords = 0
    /// Whether replicas are asked over HTTP beside what they ask themselves.
    package var hasProbers = false

    package init(
        replicas: Int, credentials: Int, seconds: Double, operations: Int, steps: Int, restarts: Int = 0,
        slotSamplesPerSecond: Double = 100, outsideProbesPerSecond: Double = 200, registrations: Int = 0
    ) {
        self.replicas = replicas
        self.credentials = credentials
        self.seconds = seconds
        self.operations = operations
        self.steps = steps
        self.restarts = restarts
        self.slotSamplesPerSecond = slotSamplesPerSecond
        self.outsideProbesPerSecond = outsideProbesPerSecond
        self.registrations = registrations
    }

    package static let maximumBytes = 1 << 30
    static let headRoom = 2.0
    /// Links that flap, late loops, refused slots, owed probes: each second, per replica.
    static let incidentsPerSecond = 20.0
    static let leastReplicaRecords = 1_024
    /// What a replica says of one document: what it states, three clients and their ends.
    static let recordsPerDocument = 32
    /// Updates that are delivered, and starts that are tried again, for each environment.
    static let environmentRecordsPerSecond = 8.0
    /// What upstream sees of one document at one replica.
    static let sightsPerDocument = 9
    /// Of events that replicas send when data change; the larger the fleet, the rarer they do.
    static let mostArrivalsPerSecond = 2_000
    /// What one answer about one environment's status comes to, and how many replicas are asked each second.
    static let recordsPerStatus = 24
    static let statusesPerSecond = 4.0

    /// Probe runs are closed once a second per credential, and once more at each change of verdict; a killed replica's
    /// cells are written again by its next life.
    package var layout: HistoryLayout {
        var layout = HistoryLayout(
            replicas: replicas, cells: credentials + credentials / 4 + 16, replicaRecords: replicaRecords,
            coordinatorRecords: coordinatorRecords, zygoteRecords: zygoteRecords)
        layout.hasProbers = hasProbers
        let writers = layout.regions - 2
        let fixed = layout.bytes - writers * layout.replicaRecords * 64
        let affordable = (Self.maximumBytes - fixed) / max(1, writers * 64)
        layout.replicaRecords = max(Self.leastReplicaRecords, min(layout.replicaRecords, affordable))
        return layout
    }

    private var replicaRecords: Int {
        let runs = Double(credentials) * (seconds + 2 + Double(restarts))
        let changes = Double(operations) * 8 + Double(restarts + 1) * 32
        return Self.leastReplicaRecords + tokenRecords
            + Int(Self.headRoom * (runs + changes + seconds * Self.incidentsPerSecond + environmentRecords))
    }

    private var environmentRecords: Double {
        let documents = Double(documents * Self.recordsPerDocument)
        let lives = Double(environments * Self.recordsPerDocument * (restarts + 1))
        return documents + lives + Double(environments) * seconds * Self.environmentRecordsPerSecond
    }

    /// What the coordinator writes of upstream and of status.
    private var sightRecords: Double {
        let sights = (documents + environments * (restarts + 1)) * replicas * Self.sightsPerDocument
        let answers = Self.statusesPerSecond * (seconds + 10) + Double(replicas)
        let arrivals = Double(min(4 * replicas * environments, Self.mostArrivalsPerSecond)) * (seconds + 10)
        return Double(sights) + arrivals + answers * Double(environments * Self.recordsPerStatus)
    }

    private var coordinatorRecords: Int {
        let sampled = (slotSamplesPerSecond + outsideProbesPerSecond) * (seconds + 10)
        let counted = registrations * 4 + credentials + operations * 6 + steps * 4 + replicas * (16 + restarts * 8)
        return 4_096 + Int(Self.headRoom * (sampled + Double(counted) + sightRecords)) + coordinatorTokenRecords
    }

    private var zygoteRecords: Int { 1_024 + replicas * (restarts + 1) * 4 }
}

import History
import Scenario

/// What the probes of one life showed.
struct LifeProbes {
    struct Wrong {
        var credential: CredentialID
        /// Accepted late, or else refused early.
        var accepted: Bool
        /// The call of the first probe that is known to be wrong.
        var at: Time
        /// Of the credential's colours, when it was accepted late.
        var ending: Int?
        /// The newest wrong call of the same credential and ending.
        var last: Time
        /// Probes known to be wrong.
        var count: Int
    }

    struct Key: Hashable {
        var credential: CredentialID
        var ending: Int
    }

    /// What is told apart by the kind of credential.
    struct Tally {
        /// Probes known to lie in a stretch that must refuse, and in one that must accept.
        var judgedRefusals = 0
        var judgedAcceptances = 0
        /// What was accepted behind a deadline, while held or just started: the longest time.
        var staleExposure: Int64 = 0
        var startExposure: Int64 = 0
        var smallestLearn: Int64 = 0
        var smallestRefuse: Int64 = 0
    }

    let window: LifeWindow
    var made = 0
    private var tallies: [MetricKind: Tally] = [:]
    var wrong: [Wrong] = []
    /// Accepted behind an acknowledged end; nil where no fault undid one, and `wrong` says it all.
    var wrongAsAcknowledged: [Wrong]?
    /// The newest acceptance behind each deadline.
    var lastAccepted: [Key: Time] = [:]
    /// The newest acceptance where one that is never held must refuse, by what was acknowledged.
    var lastAcceptedDead: [Key: Time] = [:]
    /// Managed keys, and credentials of environments, accepted by this life after it had known them dead.
    var revived: [Wrong] = []
    /// Wrong by the true time only, within what its skewed clock excuses.
    var skewed = 0
    var firstProbe = Time.never
    /// Of those that it recorded itself.
    var lastProbe: Time = 0
    /// Stretches long enough to hold a probe that have none, by credential.
    var uncovered: [(credential: CredentialID, must: Must)] = []
    var coveredStretches = 0

    init(window: LifeWindow) { self.window = window }

    subscript(_ kind: MetricKind) -> Tally {
        get { tallies[kind] ?? Tally() }
        set { tallies[kind] = newValue }
    }

    /// Of all kinds.
    var judged: Int { tallies.values.reduce(0) { $0 + $1.judgedRefusals + $1.judgedAcceptances } }
}

import Credentials
import History
import HistoryLog
import ReplicaCore
import Stores

/// The registrations of a run: where they are made, what they are called, and what replicas say of them.
final class RunRegistrations {
    let server: AuthorizationHelper
    let names: RegistrationNames
    /// In the order of their numbers.
    let upstreams: [RegistrationUpstream]
    /// Where replicas tell a human what went wrong.
    let log: String
    /// What replicas have said so far.
    private(set) var sights = RegistrationSights()
    private var readers: [ReplicaID: RegistrationReader] = [:]

    init(server: AuthorizationHelper, names: RegistrationNames, upstreams: [RegistrationUpstream], log: String) {
        self.server = server
        self.names = names
        self.upstreams = upstreams
        self.log = log
    }

    /// The ones that a step is about: all of them when it names none.
    func upstreams(_ name: String?) -> [RegistrationUpstream] {
        name.map { name in upstreams.filter { $0.name == name } } ?? upstreams
    }

    func upstream(ofTenant tenant: String) -> RegistrationUpstream? { upstreams.first { $0.name == tenant } }

    /// Takes in what replicas have written since the last time.
    func refresh(from history: HistoryFile, _ members: [Member]) {
        for member in members {
            guard let region = history.region(of: .replica(member.id)) else { continue }
            for (event, life) in readers[member.id, default: RegistrationReader(replica: member.id)].news(in: region) {
                sights.take(event, of: life)
            }
        }
    }

    /// A sampler saw this client, or none, in the row on the current primary.
    func stands(_ client: FingerprintBits?, for id: RegistrationID) { sights.rows[id] = client }

    /// Whether this life uses what stands in the store, at every upstream.
    func isConverged(_ life: Life) -> Bool {
        upstreams.allSatisfy { upstream in
            guard let stands = sights.rows[upstream.id] else { return false }
            return sights.client(of: life, at: upstream.id) == stands
        }
    }
}

/// One upstream of the run: a tenant of the one authorization server.
struct RegistrationUpstream {
    let id: RegistrationID
    /// Of the tenant.
    let name: String
    /// The same for the whole fleet: it is one gateway.
    let settings: RegistrationSettings
    let key: RegistrationKey
}

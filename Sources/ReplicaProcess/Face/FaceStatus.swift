import Credentials
import History
import ReplicaCore

/// Everything that a replica says of itself on its status and metrics pages, from one moment; no secret in it.
///
/// What has to be counted is not in it: whoever shows a page counts in the snapshot that he has, and the loop that watches
/// Redis is not kept from it by a look at a hundred thousand keys.
package struct FaceStatus: Sendable {
    package struct Keys: Equatable, Sendable {
        package let status: ManagedKeyStatus
        package let isProtected: Bool
        package init(status: ManagedKeyStatus, isProtected: Bool) {
            self.status = status
            self.isProtected = isProtected
        }
    }

    package struct Environments: Equatable, Sendable {
        package let documents: DocumentStatus
        package let isComplete: Bool
        package let all: [EnvironmentName: EnvironmentStatus]
        package init(documents: DocumentStatus, isComplete: Bool, all: [EnvironmentName: EnvironmentStatus]) {
            self.documents = documents
            self.isComplete = isComplete
            self.all = all
        }
    }

    package let life: Life
    package let now: SteadyTime
    package let isReady: Bool
    package let adminKey: AdminKeyStatus
    /// Nil for a replica that does not look at managed keys.
    package let managedKeys: Keys?
    /// Nil for a replica that has no environments.
    package let environments: Environments?
    package let links: FaceLinkCounts
    /// As operators know it; nil for a replica that is known by its id.
    package let name: ReplicaName?
    /// A later process writes down what it holds under the same name: operators hear of that one, and not of this one.
    package let successor: UInt32?

    package init(
        life: Life, now: SteadyTime, isReady: Bool, adminKey: AdminKeyStatus, managedKeys: Keys?,
        environments: Environments?, links: FaceLinkCounts, name: ReplicaName? = nil, successor: UInt32? = nil
    ) {
        self.life = life
        self.name = name
        self.successor = successor
        self.now = now
        self.isReady = isReady
        self.adminKey = adminKey
        self.managedKeys = managedKeys
        self.environments = environments
        self.links = links
    }

    /// Nothing that it should watch is out of its sight.
    package var isHealthy: Bool {
        isReady && adminKey.isLinkUp && !adminKey.isStale && !adminKey.isUnconfirmed
            && !(managedKeys?.status.isStale ?? false) && (environments?.isComplete ?? true) && successor == nil
    }
}

/// How often the links to Redis came up and went down.
package struct FaceLinkCounts: Equatable, Sendable {
    package var dataUps = 0
    package var pushUps = 0
    package var isDataUp = false
    package var isPushUp = false

    package init() {}

    /// The first time is no reconnection.
    package var dataReconnects: Int { max(0, dataUps - 1) }
    package var pushReconnects: Int { max(0, pushUps - 1) }

    mutating func took(_ input: ReplicaInput) {
        switch input {
        case .linkUp: (isDataUp, dataUps) = (true, dataUps + 1)
        case .linkDown: isDataUp = false
        case .subscribed: (isPushUp, pushUps) = (true, pushUps + 1)
        case .subscriptionLost: isPushUp = false
        default: break
        }
    }
}

extension FaceStatus {
    init(of core: ReplicaCore, life: Life, name: ReplicaName?, links: FaceLinkCounts, at now: Moment) {
        self.init(
            life: life, now: now.steady, isReady: core.isReady, adminKey: core.adminKey.status,
            managedKeys: core.managedKeys.map { cache in
                Keys(status: cache.status, isProtected: cache.snapshot.protection == .enabled)
            },
            environments: core.environments.map { keeper in
                Environments(documents: keeper.documents, isComplete: keeper.gate.isComplete, all: keeper.status)
            },
            links: links, name: name, successor: core.holdsStatus?.successor)
    }
}

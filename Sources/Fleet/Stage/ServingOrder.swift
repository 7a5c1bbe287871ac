import Credentials
import Doubles
import ReplicaCore
import ReplicaProcess

/// What one replica that serves is told beside what its plan says.
package struct ServingOrder: Sendable {
    package var face: FaceConfiguration
    /// ADMIN_KEY; nil for none.
    package var adminKey: Secret?
    /// Nil: one that nobody knows.
    package var internalToken: Secret?
    /// As operators will know it; nil for its id.
    package var identity: HoldsIdentity?
    /// In force beside those that documents name; they need a plan with environments.
    package var environments: [ConfiguredEnvironment] = []
    /// Whether documents in Redis count, too. Their environments have no upstream here: nobody tells the one that stands in
    /// for it which keys are good.
    package var followsDocuments = false

    package init(_ face: FaceConfiguration) { self.face = face }

    func complete(_ configuration: inout ReplicaConfiguration) {
        configuration.face = face
        configuration.holdsAs = identity
        if let internalToken { configuration.adminKey.internalToken = internalToken }
        configuration.environments?.configured = environments
        configuration.environments?.readsDocuments = followsDocuments
        configuration.environments?.arePublishedOffline = true
    }

    /// What upstream has to know to let their clients in.
    var upstreamKeys: [UpstreamKey] {
        let keys = environments.filter { !$0.isOffline }.compactMap(\.credentials.sdkKey)
        return keys.enumerated().map { UpstreamKey(number: UInt32($0.offset), secret: $0.element.secret) }
    }
}

@testable import Credentials
import Testing

@testable import ReplicaCore

/// One defect of the original, put back into our keeper from outside, and the invariant that has to find it.
struct EnvironmentDefect: Sendable, CustomTestStringConvertible {
    /// What the contract calls it, and what is wrong.
    let name: String
    let invariant: String
    let patch: KeeperPatch
    var testDescription: String { "\(invariant): \(name)" }

    /// After an input was handled.
    static func after(
        _ name: String, _ invariant: String, _ change: @escaping @Sendable (inout KeeperCall) -> Void
    ) -> EnvironmentDefect {
        EnvironmentDefect(name: name, invariant: invariant, patch: KeeperPatch(after: change))
    }

    /// After a document came into force.
    static func document(
        _ name: String, _ invariant: String,
        _ change: @escaping @Sendable (inout KeeperCall, EnvironmentName, EnvironmentDocument) -> Void
    ) -> EnvironmentDefect {
        after(name, invariant) { call in
            for document in call.documents { change(&call, .published(document.id), document) }
        }
    }

    static func status(
        _ name: String, _ invariant: String, _ change: @escaping @Sendable (inout CredentialRotator) -> Void
    ) -> EnvironmentDefect {
        let patch = KeeperPatch(status: { statuses, keeper in
            statuses.mapValuesWithKeys { name, status in
                guard var rotator = keeper.environments[name]?.rotator else { return status }
                change(&rotator)
                return status.showing(CredentialStatus(rotator.snapshot()))
            }
        })
        return EnvironmentDefect(name: name, invariant: invariant, patch: patch)
    }
}

extension KeeperCall {
    /// The documents that came into force by this input.
    var documents: [EnvironmentDocument] {
        effects.compactMap { effect in
            guard case .note(.applied(let id, _, false, _)) = effect else { return nil }
            return keeper.environments[.published(id)] == nil ? nil : keeper.held[id]?.document
        }
    }

    /// Whether the environment was not there before.
    func isNew(_ name: EnvironmentName) -> Bool { before.environments[name] == nil }

    /// The SDK keys as they were before.
    func ring(before name: EnvironmentName) -> KeyRing<SDKKey>? { before.environments[name]?.rotator.sdk }

    mutating func drop(_ isDropped: (EnvironmentEffect) -> Bool) { effects.removeAll(where: isDropped) }

    /// Does what a drain says once more, after a rotator was spoilt.
    mutating func settle(_ name: EnvironmentName) {
        keeper.settle(name, at: now)
        effects += keeper.effects
        keeper.effects = []
    }

    /// Resolves what is claimed beside what the rotator says.
    mutating func remap(_ name: EnvironmentName, also more: [EnvironmentCredential] = []) {
        var ends = keeper.environments[name]?.rotator.snapshot().ends ?? [:]
        for credential in more { ends.updateValue(nil, forKey: credential) }
        keeper.gate.replace(name, with: ends)
        effects.append(.swap(keeper.gate))
    }

    /// Starts a client that nothing keeps track of.
    mutating func startStray(_ key: SDKKey?, of name: EnvironmentName) {
        let token = keeper.tokens.next()
        effects.append(.startClient(ClientStart(token: token, environment: name, key: key)))
    }
}

extension EnvironmentStatus {
    func showing(_ credentials: CredentialStatus? = nil, clients: Int? = nil) -> EnvironmentStatus {
        EnvironmentStatus(
            credentials: credentials ?? self.credentials, sdkEnds: sdkEnds, mobileEnds: mobileEnds, names: names,
            version: version,
            isOffline: isOffline, connection: connection,
            runningClients: clients ?? runningClients, startingClients: startingClients, data: data,
            sdkEvents: sdkEvents, mobileEvents: mobileEvents)
    }
}

extension Dictionary {
    fileprivate func mapValuesWithKeys(_ change: (Key, Value) -> Value) -> [Key: Value] {
        Dictionary(uniqueKeysWithValues: map { ($0.key, change($0.key, $0.value)) })
    }
}

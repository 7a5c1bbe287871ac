import Credentials

@testable import ReplicaCore
@testable import RotatorProof

/// What one replica must hold by the contract alone: the sets of section 2 for each environment, made from the texts that
/// it applied. It shares no code with the keeper and none with the rotator.
struct TraceModel {
    struct Environment: Equatable {
        let id: String
        let isOffline: Bool
        var sdk = ModelKeys()
        var mobile = ModelKeys()

        /// Section 9: SDK primary and grace, mobile primary and grace, then both lists.
        mutating func apply(_ wire: WireDocument, at now: Int) {
            _ = sdk.rotate(to: wire.sdkPrimary, grace: wire.grace(wire.sdkKey), at: now)
            _ = mobile.rotate(to: wire.mobilePrimary, grace: wire.grace(wire.mobileKey), at: now)
            _ = sdk.setAdditional(wire.entries(wire.sdkKey), at: now)
            _ = mobile.setAdditional(wire.entries(wire.mobileKey), at: now)
        }

        mutating func end(at now: Int) {
            sdk.end(at: now)
            mobile.end(at: now)
        }

        /// S5.
        var accepted: Set<EnvironmentCredential> {
            let keys =
                sdk.accepted.compactMap(TraceKeys.sdkCredential)
                + mobile.accepted.compactMap(TraceKeys.mobileCredential)
            return Set(keys + (EnvironmentID(text: id).map { [.environmentID($0)] } ?? []))
        }

        /// S6: the keys of its upstream clients; offline there is one, under no key.
        var clients: Set<Int?> { isOffline ? [nil] : Set(sdk.acting) }

        /// S7.
        var events: [EnvironmentCredential] {
            guard !isOffline else { return [] }
            return [sdk.primary.flatMap(TraceKeys.sdkCredential), mobile.primary.flatMap(TraceKeys.mobileCredential)]
                .compactMap { $0 }
        }

        func endsByItself(_ credential: EnvironmentCredential) -> Bool {
            switch credential {
            case .sdkKey(let key): sdk.ends.contains(TraceKeys.number(key))
            case .mobileKey(let key): mobile.ends.contains(TraceKeys.number(key))
            case .environmentID: false
            }
        }
    }

    var environments: [EnvironmentName: Environment] = [:]
    private var closed: Set<EnvironmentName> = []
    private let offline: Set<String>

    init(offline: Set<String>) { self.offline = offline }

    mutating func apply(_ wire: WireDocument, at now: Int) {
        guard let id = EnvironmentID(text: wire.envID) else { return }
        let name = EnvironmentName.published(id)
        guard wire.deleted != true else {
            closed.remove(name)
            environments[name] = nil
            return
        }
        guard !closed.contains(name) else { return }
        var environment =
            environments[name] ?? Environment(id: wire.envID, isOffline: offline.contains(wire.envID))
        environment.apply(wire, at: now)
        environments[name] = environment
    }

    mutating func close(_ name: EnvironmentName) {
        if environments.removeValue(forKey: name) != nil { closed.insert(name) }
    }

    mutating func closeAll() {
        closed.formUnion(environments.keys)
        environments = [:]
    }

    /// Lets go of what has ended.
    mutating func pass(to now: Int) {
        for name in environments.keys { environments[name]?.end(at: now) }
    }

    func accepts(_ credential: EnvironmentCredential, _ name: EnvironmentName) -> Bool {
        environments[name]?.accepted.contains(credential) ?? false
    }
}

extension ModelKeys {
    var ends: Set<Int> { Set(expiringAdditional.keys).union(deprecated.keys) }
}

import Credentials

@testable import ReplicaCore

/// What a trace says of one replica so far, by keeping books and nothing else.
struct TraceView {
    struct Client {
        enum Stage { case asked, open, closing, gone }
        let environment: EnvironmentName
        let key: SDKKey?
        var stage = Stage.asked
        var number: Int? { key.map { TraceKeys.number($0) } }
    }

    var registered: [EnvironmentName: Set<EnvironmentCredential>] = [:]
    var gate = EnvironmentGate()
    var clients: [ClientToken: Client] = [:]
    var events: [EnvironmentName: [EnvironmentCredentialKind: EnvironmentCredential]] = [:]
    var delivered: [EnvironmentName: UInt64] = [:]
    var upstream: [EnvironmentName: UInt64] = [:]
    var applied: [EnvironmentID: Version] = [:]
    var isClosed = false
    /// Since the last input was handled.
    var inbound: Set<EnvironmentName> = []
    var outbound: Set<EnvironmentName> = []

    func open(_ name: EnvironmentName) -> [Client] {
        clients.values.filter { $0.environment == name && ($0.stage == .open || $0.stage == .closing) }
    }

    /// Clients and starts of one key that are not gone.
    func underWay(_ name: EnvironmentName, _ key: SDKKey?) -> Int {
        clients.values.count { $0.environment == name && $0.key == key && $0.stage != .gone }
    }

    mutating func see(_ event: TraceEvent) {
        switch event {
        case .applied(let version, let text):
            guard let wire = WireDocument(text), let id = EnvironmentID(text: wire.envID) else { return }
            applied[id] = version
            if wire.deleted == true { delivered[.published(id)] = nil }  // what comes after is another environment
        case .closedByOrder, .probed, .status, .printed, .quiet, .startHeld, .noted, .ready: break
        case .allClosed: isClosed = true
        case .registered(let credential, let name):
            registered[name, default: []].insert(credential)
            inbound.insert(name)
        case .unregistered(let credential, let name):
            registered[name]?.remove(credential)
            inbound.insert(name)
        case .swapped(let gate): self.gate = gate
        case .delivered(let name, let data): delivered[name] = data
        case .startAsked(let token, let name, let key):
            clients[token] = Client(environment: name, key: key)
            outbound.insert(name)
        case .closeAsked(let token):
            clients[token]?.stage = .closing
            if let client = clients[token] { outbound.insert(client.environment) }
        case .opened(let token): clients[token]?.stage = .open
        case .ended(let token), .startFailed(let token): clients[token]?.stage = .gone
        case .eventsSent(let name, let credential):
            events[name, default: [:]][credential.kind] = credential
            outbound.insert(name)
        case .eventsStopped(let name): events[name] = nil
        case .upstreamChanged(let name, let data): upstream[name] = data
        case .settled: (inbound, outbound) = ([], [])
        }
    }
}

extension EnvironmentCredential {
    var kind: EnvironmentCredentialKind {
        switch self {
        case .sdkKey: .sdkKey
        case .mobileKey: .mobileKey
        case .environmentID: .environmentID
        }
    }
}

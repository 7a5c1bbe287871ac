import Credentials
import ReplicaCore

/// As whom the events of each environment go out, and over which of its clients: the newest that runs.
///
/// What cannot be sent now is sent when a client of the environment has started. What upstream denied is not sent again
/// until another credential of its kind takes its place.
struct EventSenders {
    struct Sending: Equatable {
        let token: ClientToken
        let credential: EnvironmentCredential
    }

    private struct Endpoint {
        let credential: EnvironmentCredential
        var isSent = false
    }

    private struct Client {
        let environment: EnvironmentName
        var isRunning = false
    }

    private var endpoints: [EnvironmentName: [Endpoint]] = [:]
    private var clients: [ClientToken: Client] = [:]

    mutating func use(_ credential: EnvironmentCredential, of name: EnvironmentName) -> [Sending] {
        endpoints[name, default: []].removeAll { $0.credential.isOfKind(of: credential) }
        let client = newest(of: name)
        endpoints[name, default: []].append(Endpoint(credential: credential, isSent: client != nil))
        return client.map { [Sending(token: $0, credential: credential)] } ?? []
    }

    mutating func stop(_ name: EnvironmentName) { endpoints[name] = nil }

    mutating func begins(_ token: ClientToken, of name: EnvironmentName) { clients[token] = Client(environment: name) }

    /// What waited for a client.
    mutating func started(_ token: ClientToken) -> [Sending] {
        clients[token]?.isRunning = true
        guard let name = clients[token]?.environment, newest(of: name) == token else { return [] }
        let waiting = (endpoints[name] ?? []).filter { !$0.isSent }
        for index in (endpoints[name] ?? []).indices { endpoints[name]?[index].isSent = true }
        return waiting.map { Sending(token: token, credential: $0.credential) }
    }

    mutating func ended(_ token: ClientToken) { clients[token] = nil }

    /// All that the environment has to say; nothing on any client but the newest.
    func flush(_ token: ClientToken) -> [Sending] {
        guard let name = clients[token]?.environment, newest(of: name) == token else { return [] }
        return (endpoints[name] ?? []).map { Sending(token: token, credential: $0.credential) }
    }

    /// As whom the environment sends nothing any more; nil for a credential that was replaced meanwhile, or is known to be
    /// denied.
    mutating func denied(
        _ credential: [UInt8], _ token: ClientToken
    ) -> (environment: EnvironmentName, credential: EnvironmentCredential)? {
        guard let name = clients[token]?.environment,
            let place = endpoints[name]?.firstIndex(where: { $0.credential.bytes == credential }),
            let denied = endpoints[name]?.remove(at: place)
        else { return nil }
        return (name, denied.credential)
    }

    private func newest(of name: EnvironmentName) -> ClientToken? {
        clients.filter { $0.value.isRunning && $0.value.environment == name }.keys.max()
    }
}

extension EnvironmentCredential {
    fileprivate func isOfKind(of other: EnvironmentCredential) -> Bool {
        switch (self, other) {
        case (.sdkKey, .sdkKey), (.mobileKey, .mobileKey), (.environmentID, .environmentID): true
        default: false
        }
    }

    /// As it is said to upstream.
    var bytes: [UInt8] {
        switch self {
        case .sdkKey(let key): key.secret.withBytes { $0 }
        case .mobileKey(let key): key.secret.withBytes { $0 }
        case .environmentID(let id): id.bytes
        }
    }
}

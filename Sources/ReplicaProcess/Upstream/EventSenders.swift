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

    private struct Client {
        let environment: EnvironmentName
        var isRunning = false
        /// As whom events went out that upstream has not answered yet; the oldest first.
        var asked: [EnvironmentCredential] = []
    }

    private var endpoints: [EnvironmentName: [EnvironmentCredential]] = [:]
    private var clients: [ClientToken: Client] = [:]

    mutating func use(_ credential: EnvironmentCredential, of name: EnvironmentName) -> [Sending] {
        endpoints[name, default: []].removeAll { $0.isOfKind(of: credential) }
        endpoints[name, default: []].append(credential)
        return newest(of: name).map { [Sending(token: $0, credential: credential)] } ?? []
    }

    mutating func stop(_ name: EnvironmentName) { endpoints[name] = nil }

    mutating func begins(_ token: ClientToken, of name: EnvironmentName) { clients[token] = Client(environment: name) }

    mutating func started(_ token: ClientToken) -> [Sending] {
        clients[token]?.isRunning = true
        return flush(token)
    }

    mutating func ended(_ token: ClientToken) { clients[token] = nil }

    /// All that the environment has to say; nothing on any client but the newest.
    func flush(_ token: ClientToken) -> [Sending] {
        guard let name = clients[token]?.environment, newest(of: name) == token else { return [] }
        return (endpoints[name] ?? []).map { Sending(token: token, credential: $0) }
    }

    mutating func asked(_ sending: Sending) { clients[sending.token]?.asked.append(sending.credential) }

    /// Whose events upstream denied, if it did; a credential that was replaced meanwhile is of no interest any more.
    mutating func answered(
        _ token: ClientToken, isTaken: Bool
    ) -> (environment: EnvironmentName, credential: EnvironmentCredential)? {
        guard let client = clients[token], let credential = client.asked.first else { return nil }
        clients[token]?.asked.removeFirst()
        guard !isTaken, let place = endpoints[client.environment]?.firstIndex(of: credential) else { return nil }
        endpoints[client.environment]?.remove(at: place)
        return (client.environment, credential)
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

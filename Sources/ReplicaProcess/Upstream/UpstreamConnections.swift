import Credentials
import History
import RedisLink
import ReplicaCore

/// All upstream clients of one replica: performs what the core asks of them, and tells it what comes of it.
///
/// ```swift
/// let upstream = UpstreamConnections(on: loop, to: port, as: life) { [unowned self] in turn($0) }
/// // … case .startClient(let start): upstream.start(start)
/// // … case .closeClient(let token): upstream.close(token)
/// ```
package final class UpstreamConnections {
    private let loop: EventLoop
    private let port: UInt16
    private let life: Life
    private let limits: UpstreamLimits
    private let deliver: (EnvironmentInput) -> Void
    private var clients: [ClientToken: UpstreamClient] = [:]
    /// Offline ones run without a connection: their data come from nowhere else.
    private var offline: Set<ClientToken> = []
    private var senders = EventSenders()

    /// - Parameters:
    ///   - port: of the loopback, where upstream listens.
    ///   - deliver: takes inputs for the core; never from inside a call of this.
    package init(
        on loop: EventLoop, to port: UInt16, as life: Life, limits: UpstreamLimits = UpstreamLimits(),
        deliver: @escaping (EnvironmentInput) -> Void
    ) {
        self.loop = loop
        self.port = port
        self.life = life
        self.limits = limits
        self.deliver = deliver
    }

    /// Connections that there are, those on their way in or out included.
    package var count: Int { clients.count }

    package func start(_ start: ClientStart) {
        let token = start.token
        guard let key = start.key else {
            offline.insert(token)
            return soon(.clientStarted(token, data: 0))
        }
        let greeting = UpstreamGreeting(
            replica: life.replica.number, incarnation: UInt32(life.incarnation.number),
            credential: key.secret.withBytes { $0 })
        senders.begins(token, of: start.environment)
        clients[token] = UpstreamClient(on: loop, to: port, as: greeting, limits: limits) { [unowned self] in
            told($0, by: token)
        }
    }

    package func close(_ token: ClientToken) {
        if offline.remove(token) != nil { return soon(.clientClosed(token)) }
        senders.ended(token)
        clients[token]?.close()
    }

    /// From here on events of this kind go out as this credential: now, and whenever the environment's data change.
    package func sendEvents(of name: EnvironmentName, as credential: EnvironmentCredential) {
        send(senders.use(credential, of: name))
    }

    package func stopEvents(of name: EnvironmentName) { senders.stop(name) }

    private func send(_ sendings: [EventSenders.Sending]) {
        for sending in sendings {
            // One that no line can hold is one that upstream does not know; a client that is closing says nothing more.
            _ = UpstreamEvents.text(as: sending.credential.bytes).map { clients[sending.token]?.say($0) }
        }
    }

    /// Ends all connections at once and tells nothing: the process is about to end.
    package func drop() {
        for client in clients.values { client.drop() }
        (clients, offline, senders) = ([:], [], EventSenders())
    }

    private func told(_ event: UpstreamConversation.Event, by token: ClientToken) {
        switch event {
        case .started(let data):
            send(senders.started(token))
            deliver(.clientStarted(token, data: data))
        case .updated(let data):
            send(senders.flush(token))
            deliver(.updated(token, data: data))
        case .denied(let credential):
            if let refused = senders.denied(credential, token) {
                deliver(.eventsRefused(refused.environment, refused.credential))
            }
        case .failed(let failure):
            clients[token] = nil
            senders.ended(token)
            deliver(.clientFailed(token, failure))
        case .closed:
            clients[token] = nil
            senders.ended(token)
            deliver(.clientClosed(token))
        }
    }

    private func soon(_ input: EnvironmentInput) {
        loop.beforeWaiting { [weak self] in self?.deliver(input) }
    }
}

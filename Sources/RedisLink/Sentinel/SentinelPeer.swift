/// Asks one Sentinel for the primary, over a connection that is kept for the next question until ``hangUp()``.
///
/// Questions that come while one is on its way get the same answer. The deadline covers connecting too.
final class SentinelPeer {
    typealias Handler = (SentinelAnswer) -> Void

    private let loop: EventLoop
    private let endpoint: RedisEndpoint
    private let group: RedisSentinelGroup
    private var connection: RedisConnection?
    private var isConnected = false
    private var waiting: [Handler] = []
    private var due: UInt64 = 0

    init(on loop: EventLoop, to endpoint: RedisEndpoint, of group: RedisSentinelGroup) {
        self.loop = loop
        self.endpoint = endpoint
        self.group = group
    }

    deinit { hangUp() }

    /// `reply` is called once, never from inside this call.
    func ask(_ reply: @escaping Handler) {
        waiting.append(reply)
        guard waiting.count == 1 else { return }
        due = loop.now + group.answerDeadline.wholeNanoseconds
        if isConnected { question() } else { connect() }
    }

    /// Ends the connection; who still waits is told so.
    func hangUp() { connection?.end(.closedByOwner) }

    private func connect() {
        let limits = group.linkOptions(seed: 0).limits
        connection = RedisConnection(on: loop, to: endpoint, limits: limits) { [weak self] in self?.handle($0) }
    }

    private func handle(_ event: RedisConnection.Event) {
        switch event {
        case .connected:
            isConnected = true
            introduce()
            question()
        case .unawaited(let reply): connection?.end(.unasked(reply, phase: .locate))
        case .ended(let reason):
            connection = nil
            isConnected = false
            answer(.failed(reason))
        case .refused, .idle: break  // whoever asked is told
        }
    }

    private func introduce() {
        let name = group.clientName.map { RedisCommand("CLIENT", "SETNAME", $0) }
        for command in [group.access.command, name].compactMap({ $0 }) { send(command) { _ in } }
    }

    private func question() {
        send(group.question) { [weak self] in self?.answer(SentinelAnswer(.success($0))) }
    }

    /// A Sentinel that refuses us anything is introduced to anew next time. What an ended connection still says is of no
    /// concern: its end has been told, and there may be another one by now.
    private func send(_ command: RedisCommand, _ take: @escaping (RedisReply) -> Void) {
        connection?.send(command, deadline: due - min(due, loop.now)) { [weak self, weak connection] result in
            guard let connection, self?.connection === connection else { return }
            switch result {
            case .success(let reply): take(reply)
            case .failure(let error): connection.end(error)
            }
        }
    }

    private func answer(_ answer: SentinelAnswer) {
        let handlers = waiting
        waiting = []
        for handler in handlers { handler(answer) }
    }
}

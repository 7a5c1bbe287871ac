import History
import RedisLink
import ReplicaProcess

/// The coordinator's end of the prober: listens for the helper, tells it whom to ask about what, and hears what it sees.
package final class ProberClient {
    private let listener: PacketSocket
    private let loop: EventLoop
    private var watch: DescriptorWatch?
    private var channel: PacketChannel?
    private let pace: ProberPace
    /// Said hello: from here on orders arrive.
    package private(set) var isConnected = false
    package var onConnected: () -> Void = {}
    package var onKnows: (UInt32) -> Void = { _ in }
    package var onAnswers: (Life) -> Void = { _ in }
    package var onWarm: (Life) -> Void = { _ in }
    package var onVerdict: (Life, CredentialID, Bool) -> Void = { _, _, _ in }
    package var onTrouble: (Life, String) -> Void = { _, _ in }
    /// The helper is gone, unasked: nobody is asked any more.
    package var onLost: () -> Void = {}

    /// Far below what any socket takes in one message.
    private static let tokensAtOnce = 200

    /// Listens at a path inside a private directory.
    package init(controlPath: String, pace: ProberPace, on loop: EventLoop) throws(PacketSocket.Failure) {
        listener = try PacketSocket.listen(at: controlPath, backlog: 1)
        self.loop = loop
        self.pace = pace
        let watch = DescriptorWatch(on: loop, descriptor: listener.descriptor) { [unowned self] _ in accept() }
        watch.arm(.readable)
        self.watch = watch
    }

    private func accept() {
        guard channel == nil, let socket = listener.accept() else { return }
        watch?.arm([])
        let channel = PacketChannel(socket, on: loop)
        channel.onMessage = { [unowned self] bytes in
            guard let report = try? ProberReport(decoding: bytes) else { return false }  // of another build
            take(report)
            return true
        }
        channel.onClosed = { [unowned self] in onLost() }
        channel.onFailure = { [unowned self] _ in onLost() }
        self.channel = channel
        send(.pace(pace))
    }

    private func take(_ report: ProberReport) {
        switch report {
        case .hello:
            isConnected = true
            onConnected()
        case .knows(let number): onKnows(number)
        case .answers(let life): onAnswers(life)
        case .warm(let life): onWarm(life)
        case .verdict(let life, let credential, let isAccepted): onVerdict(life, credential, isAccepted)
        case .trouble(let life, let sentence): onTrouble(life, sentence)
        }
    }

    /// Has it ask about these from now on; ``onKnows`` says the number when it does.
    package func know(_ tokens: [KnownToken], number: UInt32) {
        for start in stride(from: 0, to: tokens.count, by: Self.tokensAtOnce) {
            let part = Array(tokens[start..<min(start + Self.tokensAtOnce, tokens.count)])
            send(.know(number: start + part.count == tokens.count ? number : 0, part))
        }
    }

    package func watch(_ target: ProbeTarget) { send(.watch(target)) }
    package func leave(_ life: Life) { send(.leave(life)) }

    /// Has the helper end: it writes down what it has, and exits 0.
    package func close() {
        onLost = {}
        channel = nil
        watch?.end()
    }

    private func send(_ order: ProberOrder) { channel?.send(order.encoded) }
}

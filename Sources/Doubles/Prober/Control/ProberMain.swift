import Glibc
import History
import HistoryLog
import RedisLink
import ReplicaProcess

/// The life of the helper process that asks replicas over HTTP.
///
/// It knows the credentials of the run, and says none of them but to the replicas.
package enum ProberMain {
    /// - Parameters:
    ///   - controlPath: where ``ProberClient`` listens.
    ///   - history: inherited through the fork; it writes the regions of those that it asks.
    package static func run(controlPath: String, history: HistoryFile) -> Never {
        HelperLife.run(named: "kq-prober", controlPath: controlPath) { control, loop, onClose in
            Prober(control: control, history: history, pid: getpid(), on: loop, onClose: onClose)
        }
    }
}

/// The helper's end of the control socket, and all replicas that it asks.
final class Prober {
    private let history: HistoryFile
    private let loop: EventLoop
    private let channel: PacketChannel
    private let book = ProberBook()
    private var pace = ProberPace(every: 20_000_000, coldPerSecond: 100, hotPerSecond: 1_000)
    private var replicas: [Life: ProbedReplica] = [:]

    /// Says hello; `onClose` is called when the coordinator is gone, after everything was written down.
    init(control: PacketSocket, history: HistoryFile, pid: Int32, on loop: EventLoop, onClose: @escaping () -> Void) {
        self.history = history
        self.loop = loop
        channel = PacketChannel(control, on: loop)
        channel.onMessage = { [unowned self] bytes in
            guard let order = try? ProberOrder(decoding: bytes) else { return false }  // of another build
            take(order)
            return true
        }
        channel.onClosed = { [unowned self] in
            for replica in replicas.values { replica.leave() }
            onClose()
        }
        say(.hello(pid: pid))
    }

    private func say(_ report: ProberReport) { channel.send(report.encoded) }

    private func take(_ order: ProberOrder) {
        switch order {
        case .pace(let pace): self.pace = pace
        case .know(let number, let tokens):
            for token in tokens { learn(token) }
            if number > 0 { say(.knows(number: number)) }
        case .watch(let target):
            replicas[target.life] = ProbedReplica(
                target, pace: pace, book: book, history: history, on: loop
            ) { [unowned self] in say($0) }
        case .leave(let life): replicas.removeValue(forKey: life)?.leave()
        }
    }

    private func learn(_ token: KnownToken) {
        book.learn(token)
        for replica in replicas.values { replica.learn(token) }
    }
}

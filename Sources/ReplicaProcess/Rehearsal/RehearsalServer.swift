import CPosix
import Glibc
import RedisLink

/// Answers what one replica says to Redis in its first milliseconds, on the same loop and thread: an introduction, a
/// subscription, an absent slot; and what it says to upstream. It is neither and judges nothing; it lets a rehearsal go
/// through the real links.
final class RehearsalServer {
    let port: UInt16
    private let loop: EventLoop
    private let listener: Int32
    private var watch: DescriptorWatch?
    private var peers: [Int32: DescriptorWatch] = [:]

    init?(on loop: EventLoop) {
        self.loop = loop
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard let port = bindToLoopback(listener), listen(listener, 8) == 0 else {
            close(listener)
            return nil
        }
        self.port = port
        let watch = DescriptorWatch(on: loop, descriptor: listener) { [unowned self] _ in accept() }
        watch.arm(.readable)
        self.watch = watch
    }

    private func accept() {
        let peer = kq_accept(listener)
        guard peer >= 0 else { return }
        let watch = DescriptorWatch(on: loop, descriptor: peer) { [unowned self] _ in answer(peer) }
        watch.arm(.readable)
        peers[peer] = watch
    }

    /// One answer for each command that came, by its name; what is cut in two is answered late, which is no harm here.
    private func answer(_ peer: Int32) {
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = read(peer, &bytes, bytes.count)
        guard count > 0 else {
            peers[peer]?.arm([])
            shutdown(peer, Int32(SHUT_RDWR))  // who closes in good order waits for this
            return
        }
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        let lines = text.split(separator: "\r\n").map(String.init)
        let spoken = text.hasPrefix("replica ") ? "ok 1\n" : lines.compactMap { Self.answers[$0.uppercased()] }.joined()
        let answers = Array(spoken.utf8)
        _ = write(peer, answers, answers.count)  // a rehearsal that cannot be answered warms less, and harms nobody
    }

    private static let answers = [
        "AUTH": "+OK\r\n", "SETNAME": "+OK\r\n", "ROLE": "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n",
        "HGETALL": "*0\r\n", "GET": "$-1\r\n", "EVALSHA": "-NOSCRIPT rehearsal\r\n", "EVAL": "*0\r\n",
        "ZSCORE": "$-1\r\n", "ZCARD": ":0\r\n", "ZRANGEBYSCORE": "*0\r\n",
        "GET / HTTP/1.1": "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    ].merging(channels) { answer, _ in answer }

    /// A subscription is confirmed where its channel is named.
    private static let channels = Dictionary(
        uniqueKeysWithValues: [
            "rehearsal:push", "rehearsal:managed-keys:push", "rehearsal:env:push", "kq:auth:{rehearsal:}:dcr:push",
        ].map {
            ($0.uppercased(), "*3\r\n$9\r\nsubscribe\r\n$\($0.utf8.count)\r\n\($0)\r\n:1\r\n")
        })

    func shut() {
        watch = nil
        for (peer, watch) in peers {
            watch.arm([])
            close(peer)
        }
        peers = [:]
        close(listener)
    }
}

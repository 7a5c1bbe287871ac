import CPosix
import Glibc
import RedisLink

/// Where peers of one node connect: a port of 127.0.0.1 that stays the same however often the node moves.
final class LinkListener {
    let port: UInt16
    /// Where new connections go.
    var target: UInt16
    var counts: LinkCounts
    private let descriptor: Int32
    private var watch: DescriptorWatch?
    private var retry: LoopTimer?
    private let onAccept: (Int32, SourceAddress) -> Void
    /// Connections by source address so far: with the address the salt of a connection's jitter, which must not depend
    /// on who else connects when.
    private var ordinals: [SourceAddress: UInt64] = [:]

    /// A fleet connects all at once; the kernel caps this at `net.core.somaxconn`.
    private static let backlog: Int32 = 4096
    /// Accepted in one turn of the loop, which has other connections to serve.
    private static let aTurn = 64
    private static let pause: UInt64 = 50_000_000

    /// Nil with `errno` set.
    init?(node: String, target: UInt16, on loop: EventLoop, onAccept: @escaping (Int32, SourceAddress) -> Void) {
        guard let (descriptor, port) = LoopbackSocket.listen(backlog: Self.backlog) else { return nil }
        self.descriptor = descriptor
        self.port = port
        self.target = target
        self.onAccept = onAccept
        counts = LinkCounts(node: node)
        watch = DescriptorWatch(on: loop, descriptor: descriptor) { [unowned self] _ in acceptSome() }
        retry = LoopTimer(on: loop) { [unowned self] in watch?.arm(.readable) }
        watch?.arm(.readable)
    }

    deinit {
        watch = nil
        close(descriptor)
    }

    func salt(for peer: SourceAddress) -> UInt64 {
        ordinals[peer, default: 0] += 1
        return UInt64(peer.bits) << 31 ^ (ordinals[peer] ?? 0)
    }

    private func acceptSome() {
        for _ in 0..<Self.aTurn {
            let accepted = kq_accept(descriptor)
            guard accepted >= 0 else { return acceptFailed(errno) }
            guard let peer = LoopbackSocket.source(of: accepted) else {
                close(accepted)  // it has gone already
                continue
            }
            counts.accepted += 1
            onAccept(accepted, peer)
        }
    }

    /// Without a free descriptor the queue stays readable: asking again at once would burn a core.
    private func acceptFailed(_ code: Int32) {
        guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code) else { return }
        watch?.arm([])
        retry?.set(after: Self.pause)
    }
}

import Glibc
import RedisLink

/// One kept-alive connection to a listener on the loopback, with one question at a time.
final class ProbeConnection {
    enum Event {
        case connected
        case answered(HTTPAnswer)
        /// It is of no use any more; the sentence says why.
        case broke(String)
    }

    private let descriptor: Int32
    private var watch: DescriptorWatch?
    private var parser = HTTPAnswerParser()
    private var unsent: ArraySlice<UInt8> = []
    private(set) var isConnected = false
    private var isClosed = false
    private let heard: (Event) -> Void
    private static let chunk = 16 * 1024

    /// Nil, with `errno` set, when it cannot even be begun.
    init?(to port: UInt16, on loop: EventLoop, heard: @escaping (Event) -> Void) {
        guard let descriptor = LoopbackSocket.connect(to: port, from: .loopback) else { return nil }
        self.descriptor = descriptor
        self.heard = heard
        let watch = DescriptorWatch(on: loop, descriptor: descriptor) { [unowned self] readiness in
            withExtendedLifetime(self) { ready(readiness) }
        }
        watch.arm(.writable)
        self.watch = watch
    }

    deinit { close() }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        watch?.end()
        _ = Glibc.close(descriptor)
    }

    func ask(_ question: [UInt8]) {
        unsent = question[...]
        flush()
    }

    private func ready(_ readiness: DescriptorWatch.Readiness) {
        guard !isClosed else { return }
        guard isConnected else { return finishConnecting() }
        guard case .ready(let interest) = readiness else { return broke(LoopbackSocket.takeError(of: descriptor)) }
        if interest.contains(.writable) { flush() }
        if interest.contains(.readable), !isClosed { receive() }
    }

    private func finishConnecting() {
        let error = LoopbackSocket.takeError(of: descriptor)
        guard error == 0 else { return broke(error) }
        isConnected = true
        watch?.arm(.readable)
        heard(.connected)
    }

    private func flush() {
        guard !unsent.isEmpty else { return arm(.readable) }
        let count = unsent.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if count >= 0 {
            unsent = unsent.dropFirst(count)
        } else if errno != EAGAIN, errno != EINTR {
            return broke(errno)
        }
        arm(unsent.isEmpty ? .readable : [.readable, .writable])
    }

    private func arm(_ interest: DescriptorWatch.Interest) { watch?.arm(interest) }

    private func receive() {
        var bytes = [UInt8](repeating: 0, count: Self.chunk)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        if count > 0 {
            parser.append(bytes.prefix(count))
            tell(parser.next())
        } else if count == 0 {
            ended()
        } else if errno != EAGAIN, errno != EINTR {
            broke(errno)
        }
    }

    private func ended() {
        if case .answer(let answer) = parser.ended() { return heard(.answered(answer)) }
        broke("it closed the connection")
    }

    private func tell(_ found: HTTPAnswerParser.Found) {
        switch found {
        case .nothingYet: break
        case .answer(let answer): heard(.answered(answer))
        case .nonsense: broke("what it says is no HTTP/1 answer")
        }
    }

    private func broke(_ code: Int32) { broke(String(cString: strerror(code))) }

    private func broke(_ why: String) {
        close()
        heard(.broke(why))
    }
}

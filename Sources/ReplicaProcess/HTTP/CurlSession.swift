import CCurl
import RedisLink

/// libcurl's transfers on a loop: tells it which sockets are ready and which time has come, and tells what has ended.
final class CurlSession {
    private let loop: EventLoop
    private let multi: UnsafeMutableRawPointer
    private var watches: [curl_socket_t: DescriptorWatch] = [:]
    private var timer: LoopTimer?
    private var transfers: [UnsafeMutableRawPointer: (transfer: CurlTransfer, done: (CURLcode) -> Void)] = [:]

    /// Nil when the library is not there, or has no memory.
    init?(on loop: EventLoop) {
        guard kq_curl_load() == nil, let multi = kq_multi_make() else { return nil }
        self.loop = loop
        self.multi = multi
        timer = LoopTimer(on: loop) { [unowned self] in act(Self.noSocket, 0) }
        let owner = Unmanaged.passUnretained(self).toOpaque()
        kq_multi_set_watcher(
            multi,
            { _, socket, interest, owner, _ in
                CurlSession.of(owner)?.watch(socket, interest)
                return 0
            },
            { _, milliseconds, owner in
                CurlSession.of(owner)?.setTimer(milliseconds)
                return 0
            }, owner)
    }

    deinit {
        for easy in transfers.keys { kq_multi_remove(multi, easy) }
        kq_multi_end(multi)
        for watch in watches.values { watch.end() }
    }

    /// `CURL_SOCKET_TIMEOUT`, a macro that Swift does not see.
    private static let noSocket: curl_socket_t = -1

    private static func of(_ owner: UnsafeMutableRawPointer?) -> CurlSession? {
        owner.map { Unmanaged<CurlSession>.fromOpaque($0).takeUnretainedValue() }
    }

    var isIdle: Bool { transfers.isEmpty }

    /// `done` is called once, from the loop, unless the transfer is cancelled before.
    func start(_ transfer: CurlTransfer, _ done: @escaping (CURLcode) -> Void) {
        transfers[transfer.easy] = (transfer, done)
        kq_multi_add(multi, transfer.easy)
    }

    /// Closes its socket at once.
    func cancel(_ transfer: CurlTransfer) {
        guard let entry = transfers.removeValue(forKey: transfer.easy) else { return }
        kq_multi_remove(multi, transfer.easy)
        withExtendedLifetime(entry) {}
    }

    // MARK: what libcurl wants

    private func watch(_ socket: curl_socket_t, _ interest: Int32) {
        guard interest != CURL_POLL_REMOVE else {
            watches.removeValue(forKey: socket)?.end()  // libcurl closes it after this
            return
        }
        let watch = watches[socket] ?? makeWatch(socket)
        watches[socket] = watch
        watch.arm(DescriptorWatch.Interest(curl: interest))
    }

    private func makeWatch(_ socket: curl_socket_t) -> DescriptorWatch {
        DescriptorWatch(on: loop, descriptor: socket) { [unowned self] readiness in
            switch readiness {
            case .failed: act(socket, CURL_CSELECT_ERR)
            case .ready(let interest): act(socket, interest.curl)
            }
        }
    }

    /// Never acted upon from inside: libcurl forbids it.
    private func setTimer(_ milliseconds: Int) {
        if milliseconds < 0 { timer?.cancel() } else { timer?.set(after: UInt64(milliseconds) * 1_000_000) }
    }

    private func act(_ socket: curl_socket_t, _ events: Int32) {
        withExtendedLifetime(self) {
            kq_multi_act(multi, socket, events)
            var ended: [(UnsafeMutableRawPointer, CURLcode)] = []
            var result = CURLE_OK
            while let easy = kq_multi_ended(multi, &result) { ended.append((easy, result)) }
            for (easy, result) in ended { finish(easy, result) }
        }
    }

    private func finish(_ easy: UnsafeMutableRawPointer, _ result: CURLcode) {
        guard let entry = transfers.removeValue(forKey: easy) else { return }
        kq_multi_remove(multi, easy)
        withExtendedLifetime(entry) { entry.done(result) }
    }
}

extension DescriptorWatch.Interest {
    fileprivate init(curl interest: Int32) {
        switch interest {
        case CURL_POLL_IN: self = .readable
        case CURL_POLL_OUT: self = .writable
        case CURL_POLL_INOUT: self = [.readable, .writable]
        default: self = []
        }
    }

    fileprivate var curl: Int32 {
        (contains(.readable) ? CURL_CSELECT_IN : 0) | (contains(.writable) ? CURL_CSELECT_OUT : 0)
    }
}

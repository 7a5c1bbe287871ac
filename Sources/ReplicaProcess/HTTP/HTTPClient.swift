import CCurl
import Credentials
import RedisLink
import ReplicaCore

/// HTTP calls on a replica's loop: no thread, no connection that stays, every limit of
/// authorization-storage-and-registration.md section 7.
///
/// ```swift
/// let call = client.send(HTTPCall(request)) { answer in … }   // later, once
/// call.cancel()                                               // or never
/// ```
///
/// Whoever has it calls ``drop()`` at the end: calls that are under way hold it.
package final class HTTPClient {
    typealias Answer = Result<RegistrationResponse, RegistrationTransportFlaw>

    let loop: EventLoop
    /// A file of the authorities to trust instead of the system's.
    let certificates: String?
    var hosts: HostLookup
    private var session: CurlSession?
    private var exchanges: [ObjectIdentifier: HTTPExchange] = [:]

    /// More at a time are not made: each may hold an answer of a mebibyte.
    static let mostAtOnce = 64

    init(on loop: EventLoop, certificates: String? = nil, hosts: HostLookup = HostLookup()) {
        self.loop = loop
        self.certificates = certificates
        self.hosts = hosts
    }

    /// Loads what requests need, in a process that will be forked: then no child does it again.
    package static func prepare() { _ = kq_curl_load() }

    /// Calls that are under way.
    var count: Int { exchanges.count }
    /// Whether libcurl holds anything for this client.
    var hasSession: Bool { session != nil }

    /// Answered once, later; never after it was cancelled.
    @discardableResult
    func send(_ call: HTTPCall, _ done: @escaping (Answer) -> Void) -> HTTPExchange {
        let exchange = HTTPExchange(call, by: self, done)
        let hasRoom = exchanges.count < Self.mostAtOnce
        exchanges[ObjectIdentifier(exchange)] = exchange
        if hasRoom { exchange.begin() } else { exchange.endSoon(.failure(.unreachable)) }
        return exchange
    }

    /// Cancels everything: the process is about to end.
    func drop() {
        for exchange in Array(exchanges.values) { exchange.cancel() }
        session = nil
    }

    /// Made for the first of some transfers and gone after the last: between them nothing is held.
    func openSession() -> CurlSession? {
        session = session ?? CurlSession(on: loop)
        return session
    }

    func cancel(_ transfer: CurlTransfer) { session?.cancel(transfer) }

    func ended(_ exchange: HTTPExchange) {
        exchanges[ObjectIdentifier(exchange)] = nil
        loop.beforeWaiting { [weak self] in self?.closeIdleSession() }
    }

    private func closeIdleSession() {
        if session?.isIdle == true, exchanges.isEmpty { session = nil }
    }
}

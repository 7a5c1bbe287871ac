import CCurl
import Credentials
import RedisLink
import ReplicaCore

/// One call from its start to its one answer: over the addresses of its host and the redirects that it may follow, within
/// one limit of time.
final class HTTPExchange {
    /// How many redirects of one call are followed.
    static let mostRedirects = 5

    private let client: HTTPClient
    private var call: HTTPCall
    private var done: ((HTTPClient.Answer) -> Void)?
    private var deadline: LoopTimer?
    private var transfer: CurlTransfer?
    /// Where to try next.
    private var addresses: ArraySlice<String> = []
    private var redirects = 0

    init(_ call: HTTPCall, by client: HTTPClient, _ done: @escaping (HTTPClient.Answer) -> Void) {
        self.call = call
        self.client = client
        self.done = done
    }

    func begin() {
        let deadline = LoopTimer(on: client.loop) { [unowned self] in timeIsUp() }
        deadline.set(after: call.timeLimit)
        self.deadline = deadline
        visit()
    }

    /// Closes its socket; nothing is told.
    func cancel() {
        guard done != nil else { return }
        done = nil
        release()
    }

    /// Goes to where the call points now.
    private func visit() {
        guard let url = WebAddress(call.url) else { return endSoon(.failure(.unreachable)) }
        addresses = client.hosts.addresses(of: url.host)[...]
        tryNext(url)
    }

    private func tryNext(_ url: WebAddress) {
        guard let address = addresses.popFirst(), let session = client.openSession(),
            let transfer = CurlTransfer(call, to: url, at: address, certificates: client.certificates)
        else { return endSoon(.failure(.unreachable)) }
        self.transfer = transfer
        session.start(transfer) { [unowned self] result in took(transfer.end(result), url) }
    }

    private func took(_ end: TransferEnd, _ url: WebAddress) {
        transfer = nil
        switch end {
        case .answered(let response): finish(.success(response))
        case .redirected(let target): follow(to: target, from: url)
        case .failed(.unreachable, isConnected: false) where !addresses.isEmpty: tryNext(url)
        case .failed(let flaw, isConnected: _): finish(.failure(flaw))
        }
    }

    /// To the same server only, and with nothing that proves who asks.
    private func follow(to target: String, from url: WebAddress) {
        guard call.redirects == .sameHost, redirects < Self.mostRedirects,
            WebAddress(target)?.hasSameAuthority(as: url) == true
        else { return finish(.failure(.refusedRedirect)) }
        redirects += 1
        call = call.following(to: target)
        visit()
    }

    /// What never left did not happen.
    private func timeIsUp() { finish(.failure(transfer?.hasSent == true ? .deadline : .unreachable)) }

    /// Never from inside the call that began it.
    func endSoon(_ answer: HTTPClient.Answer) {
        client.loop.beforeWaiting { [self] in finish(answer) }
    }

    private func finish(_ answer: HTTPClient.Answer) {
        guard let done else { return }
        self.done = nil
        release()
        done(answer)
    }

    private func release() {
        withExtendedLifetime(self) {
            deadline?.cancel()
            deadline = nil
            if let transfer { client.cancel(transfer) }
            transfer = nil
            client.ended(self)
        }
    }
}

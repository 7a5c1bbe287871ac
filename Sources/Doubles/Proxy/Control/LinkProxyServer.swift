import RedisLink
import ReplicaProcess

/// The helper's end of the control socket: performs orders on the proxy, one after the other, and answers each.
package final class LinkProxyServer {
    private let proxy: LinkProxy
    private let control: PacketSocket
    private var watch: DescriptorWatch?
    private let onClose: () -> Void

    /// Says hello; `onClose` is called when the coordinator is gone.
    package init(control: PacketSocket, pid: Int32, on loop: EventLoop, onClose: @escaping () -> Void) {
        proxy = LinkProxy(on: loop)
        self.control = control
        self.onClose = onClose
        control.isBlocking = false
        watch = DescriptorWatch(on: loop, descriptor: control.descriptor) { [unowned self] _ in ready() }
        watch?.arm(.readable)
        send(.hello(pid: pid), to: 0)
    }

    /// Closes every connection; the proxy is of no more use.
    package func shut() {
        watch = nil
        proxy.shut()
    }

    private func ready() {
        control.flush()
        if !control.isBacklogged { watch?.arm(.readable) }
        while true {
            switch control.receive() {
            case .message(let bytes):
                guard let order = try? Numbered<LinkProxyOrder>(decoding: bytes) else { return close() }
                send(answer(to: order.body), to: order.number)
            case .nothingYet: return
            case .closed: return close()
            }
        }
    }

    /// What cannot be decoded comes from another build: there is nobody to talk to.
    private func close() {
        watch?.arm([])
        onClose()
    }

    private func answer(to order: LinkProxyOrder) -> LinkProxyReport {
        do throws(LinkProxyError) {
            switch order {
            case .targets(let targets): return .listening(try listeners(for: targets))
            case .apply(let rule): return .proof(try proxy.apply(rule))
            case .lift(let id): return .proof(try proxy.lift(id))
            case .count: return .counts(proxy.counts)
            }
        } catch {
            return .refused(error)
        }
    }

    private func listeners(for targets: [LinkTarget]) throws(LinkProxyError) -> [LinkTarget] {
        var listeners: [LinkTarget] = []
        for target in targets {
            let port = try proxy.setTarget(of: target.node, to: target.port)
            listeners.append(LinkTarget(node: target.node, port: port))
        }
        return listeners
    }

    private func send(_ report: LinkProxyReport, to number: UInt32) {
        control.send(Numbered(number: number, body: report).encoded)
        if control.isBacklogged { watch?.arm([.readable, .writable]) }
    }
}

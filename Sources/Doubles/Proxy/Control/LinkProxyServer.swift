import RedisLink
import ReplicaProcess

/// The helper's end of the control socket: performs orders on the proxy.
package final class LinkProxyServer {
    private let proxy: LinkProxy
    private let answerer: ControlAnswerer<LinkProxyOrder, LinkProxyReport>

    /// Says hello; `onClose` is called when the coordinator is gone.
    package init(control: PacketSocket, pid: Int32, on loop: EventLoop, onClose: @escaping () -> Void) {
        let proxy = LinkProxy(on: loop)
        self.proxy = proxy
        answerer = ControlAnswerer(control, on: loop, hello: .hello(pid: pid), onClose: onClose) { proxy.perform($0) }
    }

    /// Closes every connection; the proxy is of no more use.
    package func shut() { proxy.shut() }
}

extension LinkProxy {
    fileprivate func perform(_ order: LinkProxyOrder) -> LinkProxyReport {
        do throws(LinkProxyError) {
            switch order {
            case .targets(let targets): return .listening(try listeners(for: targets))
            case .apply(let rule): return .proof(try apply(rule))
            case .lift(let id): return .proof(try lift(id))
            case .count: return .counts(counts)
            }
        } catch {
            return .refused(error)
        }
    }

    private func listeners(for targets: [LinkTarget]) throws(LinkProxyError) -> [LinkTarget] {
        var listeners: [LinkTarget] = []
        for target in targets {
            let port = try setTarget(of: target.node, to: target.port)
            listeners.append(LinkTarget(node: target.node, port: port))
        }
        return listeners
    }
}

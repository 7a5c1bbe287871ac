import RedisLink
import ReplicaProcess

/// The helper's end of the control socket: performs orders on the double.
package final class UpstreamServer {
    package let upstream: UpstreamDouble
    private let answerer: ControlAnswerer<UpstreamOrder, UpstreamReport>

    /// Says hello; `onClose` is called when the coordinator is gone.
    package init(
        control: PacketSocket, upstream: UpstreamDouble, pid: Int32, on loop: EventLoop, onClose: @escaping () -> Void
    ) {
        self.upstream = upstream
        let hello = UpstreamReport.hello(pid: pid, port: upstream.port)
        answerer = ControlAnswerer(control, on: loop, hello: hello, onClose: onClose) { upstream.perform($0) }
    }

    /// Closes every connection; the double is of no more use.
    package func shut() { upstream.shut() }
}

extension UpstreamDouble {
    fileprivate func perform(_ order: UpstreamOrder) -> UpstreamReport {
        switch order {
        case .learn(let keys):
            learn(keys)
            return .done
        case .apply(let fault): return apply(fault) ? .touched(0) : .refused(.faultInForce)
        case .prove(let fault): return touched(proof(of: fault))
        case .lift(let fault): return touched(lift(fault))
        case .publish(let credentials):
            let (number, reached) = publish(to: credentials)
            return .published(number: number, reached: reached)
        case .drop(let scope): return .touched(drop(scope))
        case .count: return .counts(counts, held: held)
        case .read(let serial): return .page(page(after: serial))
        }
    }

    private func touched(_ count: UInt32?) -> UpstreamReport { count.map { .touched($0) } ?? .refused(.noSuchFault) }
}

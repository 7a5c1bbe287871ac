import RedisLink
import ReplicaProcess

/// The helper's end of the control socket: performs orders on the double, one after the other, and answers each.
package final class UpstreamServer {
    package let upstream: UpstreamDouble
    private let channel: PacketChannel

    /// Says hello; `onClose` is called when the coordinator is gone. What cannot be decoded comes from another build, and
    /// there is nobody to talk to.
    package init(
        control: PacketSocket, upstream: UpstreamDouble, pid: Int32, on loop: EventLoop, onClose: @escaping () -> Void
    ) {
        self.upstream = upstream
        channel = PacketChannel(control, on: loop)
        channel.onMessage = { [unowned self] in take($0) }
        channel.onClosed = onClose
        send(.hello(pid: pid, port: upstream.port), to: 0)
    }

    /// Closes every connection; the double is of no more use.
    package func shut() { upstream.shut() }

    private func take(_ bytes: [UInt8]) -> Bool {
        var wire = WireReader(bytes)
        guard let number = try? wire.take(UInt32.self), let order = try? UpstreamOrder(&wire) else { return false }
        send(answer(to: order), to: number)
        return true
    }

    private func answer(to order: UpstreamOrder) -> UpstreamReport {
        switch order {
        case .learn(let keys):
            upstream.learn(keys)
            return .done
        case .apply(let fault): return upstream.apply(fault) ? .touched(0) : .refused(.faultInForce)
        case .prove(let fault): return touched(upstream.proof(of: fault))
        case .lift(let fault): return touched(upstream.lift(fault))
        case .publish(let credentials):
            let (number, reached) = upstream.publish(to: credentials)
            return .published(number: number, reached: reached)
        case .drop(let scope): return .touched(upstream.drop(scope))
        case .count: return .counts(upstream.counts, held: upstream.held)
        case .read(let serial): return .page(upstream.page(after: serial))
        }
    }

    private func touched(_ count: UInt32?) -> UpstreamReport { count.map { .touched($0) } ?? .refused(.noSuchFault) }

    private func send(_ report: UpstreamReport, to number: UInt32) {
        var wire = WireWriter()
        wire.put(number)
        channel.send(wire.bytes + report.wire.bytes)
    }
}

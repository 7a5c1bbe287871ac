import RedisLink
import ReplicaProcess

/// The helper's end of the control socket: performs orders on the server, one after the other, and answers each.
package final class AuthorizationService {
    private let host: AuthorizationHost
    private let channel: PacketChannel

    /// Says hello; `onClose` is called when the coordinator is gone.
    package init(control: PacketSocket, host: AuthorizationHost, pid: Int32, onClose: @escaping () -> Void) {
        self.host = host
        channel = PacketChannel(control, on: host.loop)
        channel.onMessage = { [unowned self] in take($0) }
        channel.onClosed = onClose
        channel.onFailure = { _ in onClose() }
        send(.hello(pid: pid, port: host.port), to: 0)
    }

    /// False for what cannot be decoded: it comes from another build, and there is nobody to talk to.
    private func take(_ message: [UInt8]) -> Bool {
        guard let order = try? Numbered<AuthorizationOrder>(decoding: message) else { return false }
        send(answer(to: order.body), to: order.number)
        return true
    }

    private func answer(to order: AuthorizationOrder) -> AuthorizationReport {
        switch order {
        case .tenants(let tenants):
            host.change { server in tenants.forEach { server.set($0) } }
            return .done
        case .inject(let fault):
            let isNew = host.change { $0.inject(fault) }
            return isNew ? .done : .refused(AuthorizationError(.faultInForce, "\(fault.id)"))
        case .lift(let id):
            return host.change { $0.lift(id) }.map { .count($0) }
                ?? .refused(AuthorizationError(.noSuchFault, "\(id)"))
        case .met(let id):
            return host.server.met(id).map { .count($0) }
                ?? .refused(AuthorizationError(.noSuchFault, "\(id)"))
        case .endSecrets(let tenant): return .count(UInt32(clamping: host.change { $0.endSecrets(tenant: tenant) }))
        case .forget(let tenant): return .count(UInt32(clamping: host.change { $0.forget(tenant: tenant) }))
        case .ledger(let start):
            return .ledger(Array(host.server.entries.dropFirst(Int(start)).prefix(AuthorizationReport.page)))
        }
    }

    private func send(_ report: AuthorizationReport, to number: UInt32) {
        channel.send(Numbered(number: number, body: report).encoded)
    }
}

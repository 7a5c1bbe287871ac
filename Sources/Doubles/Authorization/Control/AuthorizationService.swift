import RedisLink
import ReplicaProcess

/// The helper's end of the control socket: performs orders on the server.
package final class AuthorizationService {
    private let answerer: ControlAnswerer<AuthorizationOrder, AuthorizationReport>

    /// Says hello; `onClose` is called when the coordinator is gone.
    package init(control: PacketSocket, host: AuthorizationHost, pid: Int32, onClose: @escaping () -> Void) {
        let hello = AuthorizationReport.hello(pid: pid, port: host.port)
        answerer = ControlAnswerer(control, on: host.loop, hello: hello, onClose: onClose) { host.perform($0) }
    }
}

extension AuthorizationHost {
    fileprivate func perform(_ order: AuthorizationOrder) -> AuthorizationReport {
        switch order {
        case .tenants(let tenants):
            change { server in tenants.forEach { server.set($0) } }
            return .done
        case .inject(let fault):
            let isNew = change { $0.inject(fault) }
            return isNew ? .done : .refused(AuthorizationError(.faultInForce, "\(fault.id)"))
        case .lift(let id): return requests(change { $0.lift(id) }, metBy: id)
        case .met(let id): return requests(server.met(id), metBy: id)
        case .endSecrets(let tenant): return .count(UInt32(clamping: change { $0.endSecrets(tenant: tenant) }))
        case .forget(let tenant): return .count(UInt32(clamping: change { $0.forget(tenant: tenant) }))
        case .ledger(let start):
            return .ledger(Array(server.entries.dropFirst(Int(start)).prefix(AuthorizationReport.page)))
        }
    }

    private func requests(_ count: UInt32?, metBy fault: AuthorizationFault.ID) -> AuthorizationReport {
        count.map { .count($0) } ?? .refused(AuthorizationError(.noSuchFault, "\(fault)"))
    }
}

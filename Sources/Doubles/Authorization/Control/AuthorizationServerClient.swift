import RedisLink

/// The coordinator's end of the authorization server: listens for the helper, and asks it.
///
/// ```swift
/// let server = try AuthorizationServerClient(controlPath: path, on: loop)
/// … // have the helper forked, with that path
/// try await server.connected()
/// try await server.setTenants([AuthorizationTenant(name: "a")])  // issuer: server.issuer("a")
/// try await server.inject(AuthorizationFault(id: .init(1), .loseAnswer, on: [.register], times: 1))
/// let entries = try await server.ledger()
/// ```
package final class AuthorizationServerClient {
    private let asker: ControlAsker<AuthorizationOrder, AuthorizationReport, AuthorizationError>
    /// Zero until it is connected.
    package private(set) var pid: Int32 = 0
    package private(set) var port: UInt16 = 0

    /// Listens at a path inside a private directory.
    package init(controlPath: String, on loop: EventLoop) throws(AuthorizationError) {
        asker = try ControlAsker(path: controlPath, on: loop)
    }

    /// The helper is gone, unasked.
    package var onLost: () -> Void {
        get { asker.onLost }
        set { asker.onLost = newValue }
    }

    /// Waits until the helper said hello.
    package func connected() async throws(AuthorizationError) {
        guard case .hello(let pid, let port) = try await asker.greeting() else { throw Self.nonsense }
        (self.pid, self.port) = (pid, port)
    }

    package var base: String { "http://127.0.0.1:\(port)" }
    package func issuer(_ tenant: String) -> String { "\(base)/tenants/\(tenant)" }

    /// Adds tenants, or gives those that are there new settings.
    package func setTenants(_ tenants: [AuthorizationTenant]) async throws(AuthorizationError) {
        _ = try await ask(.tenants(tenants))
    }

    package func inject(_ fault: AuthorizationFault) async throws(AuthorizationError) {
        _ = try await ask(.inject(fault))
    }

    /// Ends a fault; returns how many requests it met.
    package func lift(_ id: AuthorizationFault.ID) async throws(AuthorizationError) -> Int {
        try await count(.lift(id))
    }

    /// How many requests a fault that is in force has met so far.
    package func met(_ id: AuthorizationFault.ID) async throws(AuthorizationError) -> Int {
        try await count(.met(id))
    }

    /// Has the server refuse the secrets of its live registrations, of one tenant or of all; returns how many.
    package func endSecrets(tenant: String? = nil) async throws(AuthorizationError) -> Int {
        try await count(.endSecrets(tenant: tenant))
    }

    /// Has the server lose its live registrations, of one tenant or of all; returns how many.
    package func forget(tenant: String? = nil) async throws(AuthorizationError) -> Int {
        try await count(.forget(tenant: tenant))
    }

    /// Everything that was ever registered.
    package func ledger() async throws(AuthorizationError) -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        while true {
            let order = AuthorizationOrder.ledger(from: UInt32(entries.count))
            guard case .ledger(let page) = try await ask(order) else { throw Self.nonsense }
            entries += page
            if page.count < AuthorizationReport.page { return entries }
        }
    }

    /// Has the helper end: it exits 0 when its control socket closes.
    package func close() { asker.close() }

    private func count(_ order: AuthorizationOrder) async throws(AuthorizationError) -> Int {
        guard case .count(let count) = try await ask(order) else { throw Self.nonsense }
        return Int(count)
    }

    private func ask(_ order: AuthorizationOrder) async throws(AuthorizationError) -> AuthorizationReport {
        let report = try await asker.ask(order)
        if case .refused(let error) = report { throw error }
        return report
    }

    private static var nonsense: AuthorizationError { AuthorizationError(.noAnswer, "its answer makes no sense") }
}

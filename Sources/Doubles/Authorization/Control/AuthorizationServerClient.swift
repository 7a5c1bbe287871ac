import RedisLink
import ReplicaProcess

/// The coordinator's end of the authorization server: listens for the helper, and asks it.
///
/// ```swift
/// let server = try AuthorizationServerClient(controlPath: path, on: loop)
/// … // have the helper forked, with that path
/// try await server.connected()
/// try await server.setTenants([AuthorizationTenant(name: "a")])  // issuer: server.issuer("a")
/// try await server.inject(AuthorizationFault(id: .init(1), .loseAnswer, on: [.register], times: 1))
/// let counts = try await server.ledger().counts
/// ```
/// Nothing waits longer than ``limit``.
package final class AuthorizationServerClient {
    /// Nanoseconds; the helper answers in microseconds unless it does not get the processor.
    package static let limit: UInt64 = 10_000_000_000

    /// The helper is gone, unasked.
    package var onLost: () -> Void = {}
    /// Zero until it is connected.
    package private(set) var pid: Int32 = 0
    package private(set) var port: UInt16 = 0
    private let loop: EventLoop
    private let listener: PacketSocket
    private var watch: DescriptorWatch?
    private var channel: PacketChannel?
    private var waits: [UInt32: Waiting] = [:]
    private var nextNumber: UInt32 = 1
    private var lost: AuthorizationError?

    private typealias Answer = Result<AuthorizationReport, AuthorizationError>

    private struct Waiting {
        let continuation: CheckedContinuation<Answer, Never>
        let deadline: LoopTimer
    }

    /// Hello has no number of its own.
    private static let hello: UInt32 = 0

    /// Listens at a path inside a private directory.
    package init(controlPath: String, on loop: EventLoop) throws(AuthorizationError) {
        do {
            listener = try PacketSocket.listen(at: controlPath, backlog: 1)
        } catch {
            throw AuthorizationError(.cannotListen, "for its control: \(error.text)")
        }
        self.loop = loop
        watch = DescriptorWatch(on: loop, descriptor: listener.descriptor) { [unowned self] _ in accept() }
        watch?.arm(.readable)
    }

    /// Waits until the helper said hello.
    package func connected() async throws(AuthorizationError) {
        guard pid == 0 else { return }
        _ = try await answer(to: Self.hello) {}
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
        guard case .count(let count) = try await ask(.lift(id)) else { throw Self.nonsense }
        return Int(count)
    }

    /// How many requests a fault that is in force has met so far.
    package func met(_ id: AuthorizationFault.ID) async throws(AuthorizationError) -> Int {
        guard case .count(let count) = try await ask(.met(id)) else { throw Self.nonsense }
        return Int(count)
    }

    /// Has the server refuse the secrets of its live registrations, of one tenant or of all; returns how many.
    package func endSecrets(tenant: String? = nil) async throws(AuthorizationError) -> Int {
        guard case .count(let count) = try await ask(.endSecrets(tenant: tenant)) else { throw Self.nonsense }
        return Int(count)
    }

    /// Has the server lose its live registrations, of one tenant or of all; returns how many.
    package func forget(tenant: String? = nil) async throws(AuthorizationError) -> Int {
        guard case .count(let count) = try await ask(.forget(tenant: tenant)) else { throw Self.nonsense }
        return Int(count)
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
    package func close() {
        onLost = {}
        lose("it was closed")
    }

    private static var nonsense: AuthorizationError { AuthorizationError(.noAnswer, "its answer makes no sense") }
}

// MARK: - Asking

extension AuthorizationServerClient {
    private func ask(_ order: AuthorizationOrder) async throws(AuthorizationError) -> AuthorizationReport {
        let number = nextNumber
        nextNumber &+= 1
        return try await answer(to: number) { channel?.send(Numbered(number: number, body: order).encoded) }
    }

    private func answer(
        to number: UInt32, _ begin: () -> Void
    ) async throws(AuthorizationError) -> AuthorizationReport {
        if let lost { throw lost }
        precondition(waits[number] == nil, "one waits for the authorization server to connect, and asks after that")
        let answer: Answer = await withCheckedContinuation { continuation in
            let deadline = LoopTimer(on: loop) { [unowned self] in
                settle(number, .failure(AuthorizationError(.noAnswer, "within \(Self.limit / 1_000_000_000) s")))
            }
            deadline.set(after: Self.limit)
            waits[number] = Waiting(continuation: continuation, deadline: deadline)
            begin()
        }
        if case .refused(let error) = try answer.get() { throw error }
        return try answer.get()
    }

    private func settle(_ number: UInt32, _ answer: Answer) {
        waits.removeValue(forKey: number)?.continuation.resume(returning: answer)
    }

    /// The first who connects is the helper: nobody else knows the path, and there is only one.
    private func accept() {
        guard channel == nil, let control = listener.accept() else { return }
        watch?.arm([])
        let channel = PacketChannel(control, on: loop)
        channel.onMessage = { [unowned self] in take($0) }
        channel.onClosed = { [unowned self] in lose("its control socket closed") }
        channel.onFailure = { [unowned self] in lose($0.text) }
        self.channel = channel
    }

    /// False for a message of another build.
    private func take(_ message: [UInt8]) -> Bool {
        guard let report = try? Numbered<AuthorizationReport>(decoding: message) else { return false }
        if case .hello(let pid, let port) = report.body { (self.pid, self.port) = (pid, port) }
        settle(report.number, .success(report.body))
        return true
    }

    private func lose(_ why: String) {
        guard lost == nil else { return }
        lost = AuthorizationError(.lost, why)
        watch?.end()
        let closing = channel
        channel = nil
        loop.beforeWaiting { withExtendedLifetime(closing) {} }  // libuv must have let go of its number first
        for number in Array(waits.keys) { settle(number, .failure(AuthorizationError(.lost, why))) }
        onLost()
    }
}

import Doubles
import History
import Scenario

/// Keeps whoever takes the lease at one step of its resolver, until it is caught there.
///
/// A kill that races with a resolver hits some step or other. So the server takes part: it stands still, or holds the one
/// request with which that step begins, and says when it has it.
///
/// | stage | what the server does | what is proved when the holder dies |
/// |---|---|---|
/// | claimed | stands still | the lease is taken, and nothing was heard at the server |
/// | discovering | never answers the question for the document | it has that question |
/// | registering | refuses the call, after a while | it has the call and has registered nothing |
/// | answered | registers, and answers after a while; the holder is frozen meanwhile | the answer is out, and nobody has read it |
/// | stored | nothing | the holder has said that it stands in the store |
final class LeaseAmbush {
    /// Who was caught; frozen where there is a hold.
    struct Caught {
        let member: Member
        var hold: Hold?
    }

    private let stage: KillLeaseHolder.Stage
    private let upstream: RegistrationUpstream
    private let registrations: RunRegistrations
    private unowned let run: Run
    private var fault: AuthorizationFault.ID?
    private var isHoldingServer = false
    /// Fences of leases that were given before: whoever has those is on another way.
    private var before: UInt64 = 0
    /// Registrations that the server had made before.
    private var made = 0

    /// Longer than anybody waits for it.
    private static let long: UInt64 = 60_000_000_000
    /// Long enough to freeze the holder, and short for those that wait for it.
    private static let moment: UInt64 = 250_000_000
    private static let pause: UInt64 = 1_000_000

    init(
        at stage: KillLeaseHolder.Stage, of upstream: RegistrationUpstream, _ registrations: RunRegistrations,
        in run: Run
    ) {
        self.stage = stage
        self.upstream = upstream
        self.registrations = registrations
        self.run = run
    }

    private var server: AuthorizationHelper { registrations.server }

    /// False when the server does not take part; then it is cleared already.
    func lay() async -> Bool {
        registrations.refresh(from: run.history, run.fleet.all)
        before = registrations.sights.holders[upstream.id]?.fence ?? 0
        do throws(AuthorizationError) {
            made = try await server.client.ledger().count
            try await prime()
        } catch {
            run.progress.note("\(error)")
            await clear()
            return false
        }
        return true
    }

    private func prime() async throws(AuthorizationError) {
        switch stage {
        case .claimed:
            isHoldingServer = true
            guard await server.hold() else { throw AuthorizationError(.noAnswer, "it does not stand still") }
        case .discovering: try await inject(.hang, on: .discovery, delay: 0)
        case .registering: try await inject(.status(503, retryAfter: 0), on: .register, delay: Self.long)
        case .answered: try await inject(.slow, on: .register, delay: Self.moment)
        case .stored: break
        }
    }

    private func inject(
        _ kind: AuthorizationFault.Kind, on endpoint: AuthorizationFault.Endpoint, delay: UInt64
    ) async throws(AuthorizationError) {
        let id = server.nextFault()
        try await server.client.inject(
            AuthorizationFault(id: id, kind, on: [endpoint], tenant: upstream.name, times: 1, delay: delay))
        fault = id
    }

    /// Waits for somebody to get there; nil when nobody does in time, or somebody got past it.
    func holder(atMost limit: UInt64) async -> Caught? {
        let end = run.loop.now + limit
        while run.loop.now < end, !run.isInterrupted {
            if let caught = await look() { return caught }
            await run.loop.sleep(nanoseconds: Self.pause)
        }
        return nil
    }

    private func look() async -> Caught? {
        registrations.refresh(from: run.history, run.fleet.all)
        guard let holder = registrations.sights.holders[upstream.id], holder.fence > before,
            let member = run.fleet.all.first(where: { $0.life == holder.life }), member.child != nil,
            await isThere(holder)
        else { return nil }
        member.isDrawn = true
        guard stage == .answered else { return Caught(member: member) }
        guard let hold = await freeze(member) else {
            member.isDrawn = false
            return nil
        }
        return Caught(member: member, hold: hold)
    }

    /// Whether it is where it is to die, as it says itself and as the server says.
    private func isThere(_ holder: LeaseHolder) async -> Bool {
        switch stage {
        case .claimed: holder.stage == .discovering  // it has asked, and nobody has read the question
        case .discovering: holder.stage == .discovering ? await hasMetOne() : false
        case .registering, .answered: holder.stage == .registering ? await hasMetOne() : false
        case .stored: holder.stage == .stored
        }
    }

    private func hasMetOne() async -> Bool {
        guard let fault else { return false }
        return (try? await server.client.met(fault)) == 1  // a server that is gone ends the run
    }

    /// Stops it and waits until the server has answered; nil when it is not stopped, or read the answer before.
    private func freeze(_ member: Member) async -> Hold? {
        guard let hold = await run.fleet.freeze(member) else { return nil }
        registrations.refresh(from: run.history, run.fleet.all)
        let isInTime = registrations.sights.holders[upstream.id]?.stage == .registering
        if isInTime, await hasAnswered() { return hold }
        _ = await run.fleet.thaw(member, hold)
        return nil
    }

    private func hasAnswered() async -> Bool {
        let end = run.loop.now + 4 * Self.moment + run.plan.authorizationServer.latency
        while run.loop.now < end, !run.isInterrupted {
            // A server that is gone ends the run.
            guard let ledger = try? await server.client.ledger() else { return false }
            if ledger.dropFirst(made).contains(where: { $0.tenant == upstream.name && $0.isAnswered }) { return true }
            await run.loop.sleep(nanoseconds: 5 * Self.pause)
        }
        return false
    }

    /// The server does what it always does.
    func clear() async {
        if isHoldingServer { await server.release() }
        isHoldingServer = false
        if let fault { _ = try? await server.client.lift(fault) }  // a server that is gone ends the run
        fault = nil
    }
}

import Credentials
import Doubles
import History
import RedisLink
import Stores

extension Run {
    /// Writes down everything that the server ever registered, and what the store has for withdrawal. A server that
    /// cannot be asked died, which makes the run inconclusive; so is a store that has no answer.
    func recordRegistrations() async {
        guard let registrations else { return }
        do throws(AuthorizationError) {
            for entry in try await registrations.server.client.ledger() { record(entry, registrations) }
        } catch {
            progress.note("\(error)")
        }
        for upstream in registrations.upstreams {
            for id in await listedClients(of: upstream, registrations) ?? [] {
                recorder.record(.registration(.listed(upstream.id, client: fingerprint(ofClient: id))))
            }
        }
    }

    private func record(_ entry: LedgerEntry, _ registrations: RunRegistrations) {
        guard let upstream = registrations.upstream(ofTenant: entry.tenant) else { return }
        recorder.record(
            .registration(
                .ledger(
                    upstream.id, client: fingerprint(ofClient: entry.clientID), LedgerState(entry.state),
                    isAnswered: entry.isAnswered, registeredAt: UInt64(max(0, entry.registeredAt?.number ?? 0)),
                    secretEnds: UInt64(max(0, entry.secretExpiresAt?.number ?? 0)), uses: entry.uses,
                    refusedUses: entry.refusedUses)))
    }

    /// Nil where the primary has no answer.
    private func listedClients(of upstream: RegistrationUpstream, _ registrations: RunRegistrations) async -> [String]?
    {
        let store = RedisRegistrationStore(
            sender: redis.primary.faults, names: registrations.names, clock: { [unowned self] in wallNow })
        let result = await withCheckedContinuation { continuation in
            store.losers(upstream.key) { continuation.resume(returning: $0) }
        }
        return (try? result.get())?.map(\.clientID)
    }

    /// Every name that the registrations of this run may have left in a Redis; those of an external one are removed.
    func registrationLeftovers() async -> [[UInt8]] {
        guard let registrations else { return [] }
        let entries = (try? await registrations.server.client.ledger()) ?? []  // a dead server's clients are not known
        let tombstones = entries.compactMap { entry in
            registrations.upstream(ofTenant: entry.tenant).map {
                registrations.names.tombstone(ofClient: entry.clientID, under: $0.key)
            }
        }
        return registrations.names.all(of: registrations.upstreams.map(\.key)) + tombstones
    }
}

extension LedgerState {
    init(_ state: LedgerEntry.State) {
        switch state {
        case .live: self = .live
        case .deleted: self = .deleted
        case .forgotten: self = .forgotten
        }
    }
}

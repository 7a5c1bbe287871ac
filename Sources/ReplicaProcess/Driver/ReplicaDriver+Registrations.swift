import Credentials
import CPosix
import History
import ReplicaCore

extension ReplicaDriver {
    /// How long an order to use a registration waits for one.
    private static let patience: UInt64 = 2_000_000_000

    /// Nil for a replica that has none.
    func makeRegistrations() -> ReplicaRegistrations? {
        guard let store = redis?.registrations else { return nil }
        let log = ReplicaLog(path: configuration.logPath, life: life)
        let diary = RegistrationDiary(fingerprintKey: configuration.fingerprintKey) { [unowned self] event in
            record(.registration(event), at: kq_now())
        }
        let world = ReplicaRegistrations.Surroundings(
            plans: core.registrations.map(\.plan), store: store, http: HTTPClient(on: loop), diary: diary,
            log: { [unowned self] in log.write($0, at: clock.now.wall) },
            deliver: { [unowned self] in turn(.registration($0, $1)) })
        return ReplicaRegistrations(on: loop, world)
    }

    func perform(_ effect: RegistrationEffect, of id: RegistrationID, at now: Moment) {
        registrations?.perform(effect, of: id)
    }

    /// For callers on the loop: the registration that the whole fleet uses, or why there is none.
    func registration(
        for id: RegistrationID, within nanoseconds: UInt64
    ) async throws(RegistrationUnavailable) -> Registration {
        guard let registrations else { throw .ended }
        return try await registrations.registration(for: id, within: nanoseconds)
    }

    func useRegistration(_ number: UInt32, _ id: RegistrationID) {
        loop.spawn { [self] in
            let use = await use(id)
            say(.registrationUsed(number: number, use))
        }
    }

    private func use(_ id: RegistrationID) async -> RegistrationUse {
        do throws(RegistrationUnavailable) {
            let registration = try await registration(for: id, within: Self.patience)
            guard let endpoint = try? core.registrations[Int(id.number)].tokenEndpoint(of: registration),
                let registrations
            else { return .failed }  // what is wrong with the row's URL makes no difference: it is not asked
            return await registrations.authenticate(registration, of: id, at: endpoint)
        } catch {
            return .nothing
        }
    }
}

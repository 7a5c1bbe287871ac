import Credentials

/// The memory twin of the Redis store: one process's view of ``MemoryRegistrations``. It answers at once.
package final class MemoryRegistrationStore: RegistrationStore {
    private let world: MemoryRegistrations
    private let clock: () -> WallTime

    /// - Parameter clock: the reader's clock, nil for the server's.
    package init(_ world: MemoryRegistrations, clock: (() -> WallTime)? = nil) {
        self.world = world
        self.clock = clock ?? { world.now }
    }

    package func read(_ key: RegistrationKey, _ done: @escaping RegistrationAnswer<RegistrationReading>) {
        answer(done) { $0.reading(key, at: clock()) }
    }

    package func put(_ request: RegistrationPut, _ done: @escaping RegistrationAnswer<RegistrationPutResult>) {
        if let part = request.registration.missingPart { return done(.failure(.missing(part))) }
        change(done) { world in
            let effect = world.put(request)
            return RegistrationPutResult(effect, stands: world.reading(request.registration.key, at: clock()))
        }
    }

    package func putBack(_ registration: Registration, _ done: @escaping RegistrationAnswer<RegistrationPutResult>) {
        if let part = registration.missingPart { return done(.failure(.missing(part))) }
        change(done) { world in
            let effect = world.putBack(registration)
            return RegistrationPutResult(effect, stands: world.reading(registration.key, at: clock()))
        }
    }

    package func takeLease(_ request: LeaseRequest, _ done: @escaping RegistrationAnswer<LeaseResult>) {
        change(done) { $0.takeLease(request, at: clock()) }
    }

    package func extendLease(
        _ lease: RegistrationLease, milliseconds: Int64, _ done: @escaping RegistrationAnswer<Bool>
    ) { change(done) { $0.extendLease(lease, milliseconds: milliseconds) } }

    package func releaseLease(
        _ lease: RegistrationLease, pause: LeasePause?, _ done: @escaping RegistrationAnswer<Bool>
    ) { change(done) { $0.releaseLease(lease, pause: pause) } }

    package func noteLoser(_ registration: Registration, _ done: @escaping RegistrationAnswer<Bool>) {
        if let part = registration.missingPart { return done(.failure(.missing(part))) }
        change(done) { $0.noteLoser(registration) }
    }

    package func losers(_ key: RegistrationKey, _ done: @escaping RegistrationAnswer<[Registration]>) {
        answer(done) { $0.losers(of: key, at: clock()) }
    }

    package func mayWithdraw(
        _ loser: Registration, winner: Version, _ done: @escaping RegistrationAnswer<WithdrawalPermit>
    ) { change(done) { $0.mayWithdraw(loser, winner: winner) } }

    package func buryLoser(_ loser: Registration, _ done: @escaping RegistrationAnswer<Bool>) {
        change(done) { $0.buryLoser(loser) }
    }

    private func answer<Success>(_ done: RegistrationAnswer<Success>, _ body: (MemoryRegistrations) -> Success) {
        done(world.outage == nil ? .success(body(world)) : .failure(RegistrationStoreError(.failed, .outage)))
    }

    private func change<Success>(_ done: RegistrationAnswer<Success>, _ body: (MemoryRegistrations) -> Success) {
        switch world.outage {
        case nil: done(.success(body(world)))
        case .refuses: done(.failure(RegistrationStoreError(.failed, .outage)))
        case .losesAnswers:
            _ = body(world)
            done(.failure(RegistrationStoreError(.unknown, .outage)))
        }
    }
}

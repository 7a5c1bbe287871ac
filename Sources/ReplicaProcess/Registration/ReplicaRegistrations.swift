import Credentials
import History
import RedisLink
import ReplicaCore
import Stores

/// What the resolvers of one replica want of the world: the store, the authorization servers, callers, log and history.
final class ReplicaRegistrations {
    /// What it is told by, and tells.
    struct Surroundings {
        /// By the number of the registration.
        var plans: [RegistrationPlan]
        var store: any RegistrationStore
        var http: HTTPClient
        var diary: RegistrationDiary
        var log: (LogRecord) -> Void
        var deliver: (RegistrationID, RegistrationInput) -> Void
    }

    private let world: Surroundings
    private let waiters: RegistrationWaiters
    /// What callers get.
    private var inForce: [RegistrationID: Registration] = [:]
    /// Of its uses; apart from the resolver's numbers.
    private var uses: UInt32 = 0
    /// Uses without an answer yet.
    private var openUses: [UInt32: CheckedContinuation<HTTPClient.Answer, Never>] = [:]

    init(on loop: EventLoop, _ world: Surroundings) {
        self.world = world
        waiters = RegistrationWaiters(on: loop)
    }

    /// Ends what is under way and tells nobody of it but those who wait: the process is about to end.
    func close() {
        world.http.drop()
        for use in openUses.values { use.resume(returning: .failure(.unreachable)) }
        openUses = [:]
        waiters.close()
    }

    func perform(_ effect: RegistrationEffect, of id: RegistrationID) {
        let key = world.plans[Int(id.number)].key
        let (store, diary, deliver) = (world.store, world.diary, world.deliver)
        switch effect {
        case .read: store.read(key) { deliver(id, .readEnded($0.troubled)) }
        case .takeLease(let request):
            store.takeLease(request) { result in
                diary.leaseEnded(result.troubled, of: id)
                deliver(id, .leaseEnded(result.troubled))
            }
        case .extendLease(let lease, let milliseconds):
            store.extendLease(lease, milliseconds: milliseconds) { result in
                diary.leaseExtended(lease, result.troubled, of: id)
                deliver(id, .leaseExtended(result.troubled))
            }
        case .releaseLease(let lease, let pause):
            diary.leaseGone(lease, .released, of: id)
            store.releaseLease(lease, pause: pause) { _ in }  // what is lost of it ends by itself
        case .put(let put): self.put(put, of: id)
        case .putBack(let registration): putBack(registration, of: id)
        case .listLosers: store.losers(key) { deliver(id, .losersListed($0.troubled)) }
        case .mayWithdraw(let loser, let winner):
            store.mayWithdraw(loser, winner: winner) { deliver(id, .permitEnded($0.troubled)) }
        case .noteLoser(let registration): store.noteLoser(registration) { _ in }  // it is noted again when it matters
        case .buryLoser(let registration): store.buryLoser(registration) { _ in }
        case .request(let request): send(request, of: id)
        case .use(let registration): use(registration, of: id)
        case .failed(let failure): failed(failure, of: id)
        case .note(let note): take(note, of: id)
        }
    }

    private func put(_ put: RegistrationPut, of id: RegistrationID) {
        world.store.put(put) { [world] result in
            world.diary.stored(put.registration, result.troubled, under: put.lease, of: id)
            world.deliver(id, .putEnded(result.troubled))
        }
    }

    private func putBack(_ registration: Registration, of id: RegistrationID) {
        world.store.putBack(registration) { [world] result in
            world.diary.stored(registration, result.troubled, isPutBack: true, of: id)
            world.deliver(id, .putBackEnded(result.troubled))
        }
    }

    private func send(_ request: RegistrationRequest, of id: RegistrationID) {
        let call = RegistrationCall(request.method)
        world.diary.requested(call, number: request.number, of: id)
        world.http.send(HTTPCall(request)) { [world] answer in
            world.diary.answered(call, number: request.number, of: id, answer)
            world.deliver(id, .requestEnded(request.number, answer))
        }
    }

    private func use(_ registration: Registration?, of id: RegistrationID) {
        inForce[id] = registration
        world.diary.used(registration, of: id)
        if let registration { waiters.settle(id, .success(registration)) }
    }

    private func failed(_ failure: RegistrationFailure, of id: RegistrationID) {
        world.diary.failed(failure, of: id)
        world.log(LogRecord(failure, of: id, upstream: world.plans[Int(id.number)].key.upstreamID))
        waiters.settle(id, .failure(.failed(failure)))
    }

    private func take(_ note: RegistrationNote, of id: RegistrationID) {
        world.diary.took(note, of: id)
        if let record = LogRecord(note, of: id, fingerprint: world.diary.fingerprint) { world.log(record) }
    }
}

// MARK: - For callers on the loop

extension ReplicaRegistrations {
    /// What stands for all replicas; while there is none, waits for what comes of the resolver's work.
    ///
    /// Many may wait; that one of them is cancelled changes nothing for the others.
    func registration(
        for id: RegistrationID, within nanoseconds: UInt64
    ) async throws(RegistrationUnavailable) -> Registration {
        guard world.plans.indices.contains(Int(id.number)) else { throw .ended }
        if let registration = inForce[id] { return registration }
        return try await waiters.wait(for: id, within: nanoseconds).get()
    }

    /// Has a client prove at its token endpoint that it is one.
    func authenticate(
        _ registration: Registration, of id: RegistrationID, at endpoint: TokenEndpoint
    ) async -> RegistrationUse {
        let number = uses | 0x8000_0000
        uses &+= 1
        let call = TokenCall.call(registration, at: endpoint.url, mayBePrivate: endpoint.mayBePrivate)
        world.diary.requested(.use, number: number, of: id)
        let answer = await withCheckedContinuation { continuation in
            openUses[number] = continuation
            world.http.send(call) { [weak self] in self?.openUses.removeValue(forKey: number)?.resume(returning: $0) }
        }
        world.diary.answered(.use, number: number, of: id, answer, used: registration)
        let use = TokenCall.use(answer)
        if use == .refused { world.deliver(id, .refusedAtUse(clientID: registration.clientID)) }
        return use
    }
}

extension Result where Failure == RegistrationStoreError {
    /// In the words of the core.
    fileprivate var troubled: Result<Success, RegistrationStoreTrouble> { mapError(RegistrationStoreTrouble.init) }
}

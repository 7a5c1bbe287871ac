import CPosix
import Credentials
import History
import ReplicaCore
import Stores

extension ReplicaDriver {
    func perform(_ effect: ManagedKeyEffect, at now: Moment) {
        switch effect {
        case .read(let query): redis?.readKeys(query)
        case .deactivate(let id, let first, let floor): redis?.putBack(id, first: first, floor: floor)
        case .note(let note): event(of: note).map { record($0, at: note.isDeath ? kq_now() : now.steady.nanoseconds) }
        case .swap, .ready: break  // the core says them of the whole replica
        }
    }

    /// Nil for a key that nobody asks about: of fifty thousand that come in a flood no history is written.
    private func event(of note: ManagedKeyNote) -> Event? {
        switch note {
        case .changed(let id, let isEnabled, let revision, let path):
            tokens.credential(of: id).map {
                .keyChanged($0, isEnabled: isEnabled, revision: revision.number, path: KeyPath(path))
            }
        case .wroteBack(let id, let revision):
            .keyWrittenBack(tokens.credential(of: id) ?? .unnamed, revision: revision.number)
        case .loaded(let revision, let keys): .keysLoaded(revision: revision.number, keys: UInt32(clamping: keys))
        case .gap(let own, let announced): .keyGap(own: own.number, announced: announced.number)
        case .diverged(let own, let stands): .keysDiverged(own: own.number, stands: stands.number)
        case .lostCreates(let count): .keysLost(UInt32(clamping: count))
        case .recovered(let lastGood): .keysRecovered(lastGood: lastGood.nanoseconds)
        case .skipped(let count): .keysSkipped(UInt32(clamping: count))
        case .staleChanged(let isStale): .keysStale(isStale: isStale)
        }
    }

    /// A replica that was frozen may have heard of the key before it heard that it is asked about: then it holds it by now.
    func recordHeld(_ id: ManagedKeyID, as credential: CredentialID) {
        guard let entry = core.managedKeys?.snapshot.table.entry(id), !entry.isLost else { return }
        record(
            .keyChanged(credential, isEnabled: !entry.isDead, revision: entry.revision.number, path: .load),
            at: kq_now())
    }

    /// Makes a key in the store on the coordinator's behalf, as an admin endpoint would.
    func createKey(_ number: UInt32, _ credential: CredentialID) {
        guard let redis, let key = newKey(credential), let floor = core.managedKeys?.highest else {
            return say(.keyWritten(number: number, KeyWrite(outcome: .failed)))
        }
        redis.create(key, floor: floor) { [unowned self] in keyWritten(number, $0) { $0.expiresAt } }
    }

    func deactivateKey(_ number: UInt32, _ credential: CredentialID) {
        guard let redis, let id = tokens.managed(credential)?.id, let floor = core.managedKeys?.highest else {
            return say(.keyWritten(number: number, KeyWrite(outcome: .failed)))
        }
        redis.deactivate(id, floor: floor) { [unowned self] in keyWritten(number, $0) { $0.deactivatedAt } }
    }

    private func newKey(_ credential: CredentialID) -> NewManagedKey? {
        guard let known = tokens.managed(credential), let id = known.id, let token = ManagedKeyToken(known.secret)
        else { return nil }
        let draft = try? ManagedKeyDraft(
            name: "key \(credential.number)", expiresAt: known.expiresAt, now: clock.now.wall)
        return draft.map { NewManagedKey(id: id, draft: $0, token: token) }  // an end that has passed: no key
    }

    /// It holds here before the coordinator hears of it.
    private func keyWritten(
        _ number: UInt32, _ result: Result<ManagedKeyChange, ManagedKeyStoreError>,
        _ time: (ManagedKeyRecord) -> WallTime?
    ) {
        switch result {
        case .success(let change):
            turn(.managedKeys(.acknowledged(change.record)))
            let moment = time(change.record).map { UInt64(max(0, $0.milliseconds)) } ?? 0
            say(
                .keyWritten(
                    number: number,
                    KeyWrite(outcome: .ok, revision: change.record.revision.number, time: moment)))
        case .failure(let error):
            let outcome: Outcome = error.outcome == .unknown ? .unknown : .failed
            say(.keyWritten(number: number, KeyWrite(outcome: outcome)))
        }
    }
}

extension KeyPath {
    init(_ path: ManagedKeyNote.Path) {
        switch path {
        case .load: self = .load
        case .poll: self = .poll
        case .push: self = .push
        case .local: self = .local
        case .writeBack: self = .writeBack
        }
    }
}

extension ManagedKeyNote {
    /// It is told behind the swap, with a time after everybody who judges refuses the key, a face on another thread too:
    /// never earlier.
    fileprivate var isDeath: Bool {
        if case .changed(_, isEnabled: false, _, _) = self { true } else { false }
    }
}

extension ReplicaInput {
    var isGoodRead: Bool {
        switch self {
        case .adminKey(.readEnded(.success)), .managedKeys(.readEnded(.success)): true
        default: false
        }
    }

    /// Whether the gate may answer otherwise after it: it asks nothing of registrations.
    var changesJudgement: Bool {
        if case .registration = self { false } else { true }
    }
}

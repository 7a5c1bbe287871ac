import Credentials
import History
import ReplicaCore

/// What a replica does for its registrations, in the words of the history. A client goes by the fingerprint of its id.
final class RegistrationDiary {
    private let fingerprinter: Fingerprinter
    private let record: (RegistrationEvent) -> Void
    /// Those that this replica works under, as far as it knows.
    private var leases: [RegistrationID: RegistrationLease] = [:]

    init(fingerprintKey: FingerprintKey, record: @escaping (RegistrationEvent) -> Void) {
        fingerprinter = Fingerprinter(key: fingerprintKey)
        self.record = record
    }

    func fingerprint(of clientID: String) -> FingerprintBits {
        FingerprintBits(fingerprinter.fingerprint(of: Secret(text: clientID)).bits)
    }

    func used(_ registration: Registration?, of id: RegistrationID) {
        record(
            .used(
                id, client: registration.map { fingerprint(of: $0.clientID) } ?? .none,
                version: VersionStamp(registration?.version),
                secretEnds: UnixSeconds.stamp(registration?.secretExpiresAt)))
    }

    func failed(_ failure: RegistrationFailure, of id: RegistrationID) {
        record(.failed(id, RegistrationStep(failure.step)))
    }

    func took(_ note: RegistrationNote, of id: RegistrationID) {
        switch note {
        case .withdrew(let clientID): record(.withdrew(id, client: fingerprint(of: clientID)))
        case .leaked(let clientID, let status):
            record(.leaked(id, client: fingerprint(of: clientID), status: UInt16(clamping: status)))
        case .adopted, .noScopes, .expiredRow: break  // `used` and `failed` say what comes of it
        }
    }
}

// MARK: - Requests

extension RegistrationDiary {
    func requested(_ call: RegistrationCall, number: UInt32, of id: RegistrationID) {
        record(.requested(id, call, number: number))
    }

    /// - Parameter used: the client that was shown to be one.
    func answered(
        _ call: RegistrationCall, number: UInt32, of id: RegistrationID, _ answer: HTTPClient.Answer,
        used: Registration? = nil
    ) {
        var client = used?.clientID
        var isOutcomeUnknown = false
        switch answer {
        case .failure(let flaw): isOutcomeUnknown = flaw.leavesOutcomeUnknown
        case .success(let response) where call == .register && [200, 201].contains(response.status):
            client = response.issuedClient
            isOutcomeUnknown = client == nil  // one was registered, and nobody can tell which
        case .success: break
        }
        record(
            .answered(
                id, call, number: number, status: UInt16(clamping: answer.status),
                client: client.map(fingerprint) ?? .none, isOutcomeUnknown: isOutcomeUnknown))
    }
}

// MARK: - The store

extension RegistrationDiary {
    func leaseEnded(_ result: Result<LeaseResult, RegistrationStoreTrouble>, of id: RegistrationID) {
        switch result {
        case .success(.taken(let lease, _, _)):
            leases[id] = lease
            record(.lease(id, .taken, fence: lease.fence))
        case .success(.held): record(.lease(id, .denied, fence: 0))
        case .failure: break  // one that nobody knows of ends by itself
        }
    }

    func leaseExtended(
        _ lease: RegistrationLease, _ result: Result<Bool, RegistrationStoreTrouble>, of id: RegistrationID
    ) {
        switch result {
        case .success(true): record(.lease(id, .extended, fence: lease.fence))
        case .success(false): leaseGone(lease, .lost, of: id)
        case .failure: break
        }
    }

    /// From this instant on nothing is done under it.
    func leaseGone(_ lease: RegistrationLease, _ change: LeaseChange, of id: RegistrationID) {
        guard leases[id] == lease else { return }
        leases[id] = nil
        record(.lease(id, change, fence: lease.fence))
    }

    /// `version` is that of this client, where it is known: of one that was not written its nonce only.
    func stored(
        _ registration: Registration, _ result: Result<RegistrationPutResult, RegistrationStoreTrouble>,
        under lease: RegistrationLease? = nil, isPutBack: Bool = false, of id: RegistrationID
    ) {
        var version = registration.version
        if !isPutBack, case .success(let answer) = result, answer.isInForce, let row = answer.stands.registration {
            version = row.version
        }
        record(
            .stored(
                id, client: fingerprint(of: registration.clientID), PutOutcome(result), version: VersionStamp(version),
                isPutBack: isPutBack))
        guard let lease, case .success(let answer) = result else { return }
        if answer.isInForce { leaseGone(lease, .released, of: id) }  // the script ends it
        if answer.effect == .fenced { leaseGone(lease, .lost, of: id) }
    }
}

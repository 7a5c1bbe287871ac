import Credentials

/// The rules of the scripts about leases and losers, in Swift.
extension MemoryRegistrations {
    func takeLease(_ request: LeaseRequest, at reader: WallTime) -> LeaseResult {
        let stands = reading(request.key, at: reader)
        let current = lease(request.key)
        if let current, current.isPaused || current.holder != request.holder {
            return .held(
                milliseconds: current.end - now.milliseconds, failures: current.isPaused ? current.failures : 0,
                stands: stands)
        }
        let fence = current?.fence ?? max(lastFence + 1, UInt64(max(0, now.milliseconds)))
        lastFence = max(lastFence, fence)
        leases[request.key] = Lease(
            holder: request.holder, fence: fence, failures: 0, isPaused: false,
            end: now.milliseconds + request.milliseconds)
        return .taken(
            RegistrationLease(key: request.key, holder: request.holder, fence: fence), stands: stands,
            isSoundToStore: standing(request.key) != nil)
    }

    private func isInForce(_ own: RegistrationLease) -> Bool {
        guard let current = lease(own.key) else { return false }
        return !current.isPaused && current.holder == own.holder && current.fence == own.fence
    }

    func extendLease(_ own: RegistrationLease, milliseconds: Int64) -> Bool {
        guard isInForce(own) else { return false }
        leases[own.key]?.end = now.milliseconds + milliseconds
        return true
    }

    func releaseLease(_ own: RegistrationLease, pause: LeasePause?) -> Bool {
        guard isInForce(own) else { return false }
        guard let pause else {
            leases[own.key] = nil
            return true
        }
        leases[own.key]?.isPaused = true
        leases[own.key]?.failures = pause.failures
        leases[own.key]?.end = now.milliseconds + pause.milliseconds
        return true
    }

    // MARK: losers

    func noteLoser(_ registration: Registration) -> Bool {
        let client = registration.asClient
        guard !isBuried(client), standing(registration.key)?.isSameClient(as: registration) != true else {
            return false
        }
        if losers[client] == nil { losers[client] = registration.row }
        return true
    }

    func losers(of key: RegistrationKey, at reader: WallTime) -> [Registration] {
        losers.filter { $0.key.key == key }.compactMap {
            RegistrationReading(row: $0.value, under: key, now: reader).registration
        }.sorted { $0.clientID < $1.clientID }
    }

    func mayWithdraw(_ loser: Registration, winner: Version) -> WithdrawalPermit {
        guard losers[loser.asClient] != nil else { return .gone }
        let stands = standing(loser.key)
        if stands?.isSameClient(as: loser) == true {
            losers[loser.asClient] = nil
            return .inUse
        }
        return stands?.version == winner ? .go : .wait
    }

    func buryLoser(_ loser: Registration) -> Bool {
        let wasThere = losers.removeValue(forKey: loser.asClient) != nil
        guard standing(loser.key)?.isSameClient(as: loser) != true else { return false }
        buried[loser.asClient] = now.milliseconds + Int64(RegistrationNames.tombstoneSeconds) * 1000
        return wasThere
    }
}

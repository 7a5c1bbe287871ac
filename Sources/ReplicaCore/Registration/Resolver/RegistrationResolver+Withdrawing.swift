import Credentials

/// What lost is taken back at the authorization server (RFC 7592): when everybody has had the time to see the winner, by
/// who registered it, and when that one is gone by who takes the lease.
extension RegistrationResolver {
    static let withdrawalTime: UInt64 = 10_000_000_000
    /// Then the others may try, and this one only after a long while.
    static let mostAttempts = 5
    static let longWhile: UInt64 = 60_000_000_000

    mutating func listLosers() {
        guard settings.claim == .createIfAbsent, status.isLinkUp, !isListing else { return }
        isListing = true
        effects.append(.listLosers)
    }

    mutating func losersListed(_ result: Result<[Registration], RegistrationStoreTrouble>, at now: Moment) {
        guard isListing else { return }
        isListing = false
        guard case .success(let list) = result else { return }
        let listed = Set(list.map(LoserID.init))
        losers = losers.filter { listed.contains($0.key) || withdrawal.loser == $0.key }
        buried.formIntersection(listed)
        for registration in list { note(registration, at: now) }
    }

    private mutating func note(_ registration: Registration, at now: Moment) {
        let id = LoserID(registration)
        // The first time it was said nobody may have heard.
        if buried.contains(id) { return effects.append(.buryLoser(registration)) }
        guard losers[id] == nil else { return }
        let others = 2 * settings.poll + UInt64.random(in: 0...settings.poll, using: &jitter)
        losers[id] = RegistrationLoser(
            registration: registration, seenAt: now.steady, patience: own.contains(id) ? 0 : others,
            notBefore: now.steady)
    }

    /// When it may be withdrawn by us; nil while no winner stands.
    private func ripeAt(_ loser: RegistrationLoser) -> SteadyTime? {
        guard held != nil, let winnerSince else { return nil }
        let since = max(winnerSince, loser.seenAt)
        return max(since.advanced(byNanoseconds: 2 * settings.poll + loser.patience), loser.notBefore)
    }

    private func mayWithdraw(_ id: LoserID) -> Bool {
        if own.contains(id) { return true }
        guard case .none = claim else { return false }
        return true
    }

    private var nextRipe: (id: LoserID, at: SteadyTime)? {
        guard status.isLinkUp, case .none = withdrawal else { return nil }
        var next: (id: LoserID, at: SteadyTime)?
        for (id, loser) in losers where mayWithdraw(id) {
            guard let at = ripeAt(loser), next.map({ (at, id) < ($0.at, $0.id) }) ?? true else { continue }
            next = (id, at)
        }
        return next
    }

    var nextWithdrawal: SteadyTime? { losers.isEmpty ? nil : nextRipe?.at }

    mutating func withdrawRipe(at now: Moment) {
        guard !losers.isEmpty, let next = nextRipe, next.at <= now.steady else { return }
        if own.contains(next.id) { askPermit(for: next.id, at: now) } else { begin(.withdraw(next.id), at: now) }
    }

    mutating func askPermit(for id: LoserID, at now: Moment) {
        guard case .none = withdrawal, let loser = losers[id], let held, status.isLinkUp else {
            return endWork(on: id)
        }
        withdrawal = .asking(id)
        effects.append(.mayWithdraw(loser.registration, winner: held.version))
    }

    mutating func permitEnded(_ result: Result<WithdrawalPermit, RegistrationStoreTrouble>, at now: Moment) {
        guard case .asking(let id) = withdrawal else { return }
        withdrawal = .none
        guard let loser = losers[id], case .success(let permit) = result else {
            let next = delay(settings.poll, after: now)
            losers[id]?.notBefore = next
            return endWork(on: id)
        }
        switch permit {
        case .go: delete(id, loser.registration, at: now)
        case .wait:
            winnerSince = nil
            endWork(on: id)
            requestRead(at: now)
        case .inUse, .gone:
            losers[id] = nil
            endWork(on: id)
        }
    }

    private mutating func delete(_ id: LoserID, _ registration: Registration, at now: Moment) {
        let rule = EndpointRule(settings, issuer: plan.upstreamAddress)
        guard let token = registration.managementToken, token.fitsIntoHeader,
            let endpoint = try? rule.check(  // what is wrong with it makes no difference: it cannot be asked
                registration.managementURI, "registration_client_uri", isConfigured: false)
        else { return leaked(id, registration, status: 0) }
        let number = request(
            .delete, endpoint.url, bearer: token, timeLimit: Self.withdrawalTime, mayBePrivate: endpoint.mayBePrivate)
        withdrawal = .deleting(id, request: number)
    }

    mutating func deleted(
        _ id: LoserID, _ result: Result<RegistrationResponse, RegistrationTransportFlaw>, at now: Moment
    ) {
        withdrawal = .none
        guard let loser = losers[id] else { return endWork(on: id) }
        switch result {
        case .success(let answer) where (200...299).contains(answer.status): withdrawn(id, loser.registration)
        case .success(let answer) where isGone(answer.status, loser): withdrawn(id, loser.registration)
        case .success(let answer)
        where (400...499).contains(answer.status) && ![408, 425, 429].contains(answer.status):
            leaked(id, loser.registration, status: answer.status)
        case .success: retry(id, loser, isOutcomeUnknown: false, at: now)
        case .failure(let flaw): retry(id, loser, isOutcomeUnknown: flaw.leavesOutcomeUnknown, at: now)
        }
    }

    /// A server that does not know it any more (RFC 7592 answers 401), where that is no surprise.
    private func isGone(_ status: Int, _ loser: RegistrationLoser) -> Bool {
        [401, 404, 410].contains(status) && (loser.isOutcomeUnknown || dead.contains(loser.registration.version))
    }

    private mutating func withdrawn(_ id: LoserID, _ registration: Registration) {
        status.withdrawn += 1
        effects.append(.note(.withdrew(clientID: registration.clientID)))
        bury(id, registration)
    }

    private mutating func leaked(_ id: LoserID, _ registration: Registration, status answer: Int) {
        status.leaked += 1
        effects.append(.note(.leaked(clientID: registration.clientID, status: answer)))
        bury(id, registration)
    }

    private mutating func bury(_ id: LoserID, _ registration: Registration) {
        losers[id] = nil
        buried.insert(id)
        effects.append(.buryLoser(registration))
        endWork(on: id)
    }

    private mutating func retry(_ id: LoserID, _ loser: RegistrationLoser, isOutcomeUnknown: Bool, at now: Moment) {
        var again = loser
        again.attempts += 1
        again.isOutcomeUnknown = loser.isOutcomeUnknown || isOutcomeUnknown
        let pause = again.attempts < Self.mostAttempts ? settings.poll << UInt64(again.attempts - 1) : Self.longWhile
        again.notBefore = delay(spread(min(pause, Self.longWhile)), after: now)
        losers[id] = again
        endWork(on: id)
    }

    /// Gives the lease back that was taken for this.
    private mutating func endWork(on id: LoserID) {
        guard case .working(let work) = claim, case .withdraw(id) = work.purpose else { return }
        finish(releasing: work.lease)
    }
}

extension LoserID: Comparable {
    static func < (left: LoserID, right: LoserID) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}

extension RegistrationPlan {
    /// The upstream's own host, as configured.
    var upstreamAddress: String {
        switch source {
        case .discovery(_, let issuer): issuer
        case .endpoint(let address): address.text
        }
    }
}

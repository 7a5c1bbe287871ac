import AuthorizationStorage
import CPosix
import Credentials

/// What one racer does in one round.
struct RaceRound: Sendable {
    let order: RaceOrder
    let number: Int
    let storage: RedisAuthorizationStore

    func run() async -> [RaceDeed] {
        switch order.race {
        case .user, .identity, .pending, .pendingInTwoSteps, .assertion, .proofKey:
            [await perform(.win) { () async throws(StorageError) in try await reach() }]
        case .lastUse: await order.rank < 2 ? [deleteUser()] : touchThrice()
        case .upstream: await order.rank < 2 ? storeTwice() : [deleteSession()]
        }
    }

    private func perform(
        _ kind: RaceDeed.Kind, provider: String = "-", _ body: () async throws(StorageError) -> Void
    ) async -> RaceDeed {
        let called = kq_now()
        var outcome = RaceDeed.Outcome.done
        do throws(StorageError) { try await body() } catch { outcome = Self.outcome(of: error) }
        return RaceDeed(round: number, kind, outcome, called: called, returned: kq_now(), provider: provider)
    }

    private static func outcome(of error: StorageError) -> RaceDeed.Outcome {
        switch error.code {
        case .notFound: .missing
        case .alreadyExists: .exists
        case .assertionKnown: .known
        default: .failed
        }
    }
}

/// Everybody for the same.
extension RaceRound {
    private func reach() async throws(StorageError) {
        switch order.race {
        case .user: try await storage.createUser(User(id: RaceNames.user(number)))
        case .identity:
            try await storage.createProviderIdentity(
                ProviderIdentity(
                    userID: RaceNames.user(number), providerID: RaceNames.provider, subject: RaceNames.subject(number)))
        case .pending: _ = try await storage.takePendingAuthorization(state: RaceNames.state(number))
        case .pendingInTwoSteps:
            _ = try await storage.loadPendingAuthorization(state: RaceNames.state(number))
            // Upstream's callback only warns where this fails: it has the record.
            try? await storage.deletePendingAuthorization(state: RaceNames.state(number))
        case .assertion:
            try await storage.consumeAssertionJWT(
                purpose: "race", issuer: "https://ext.demo.test", jti: RaceNames.signature(number),
                expiresAt: SystemClock.now().advanced(byNanoseconds: Self.longerThanAnyRace))
        case .proofKey: try await storage.deletePKCE(RaceNames.signature(number))
        case .lastUse, .upstream: break  // between two sides
        }
    }

    private static var longerThanAnyRace: Int64 { 3_600_000_000_000 }
}

/// One side against the other. Who deletes looks first, as a caller does, so that the others have begun.
extension RaceRound {
    private func deleteUser() async -> RaceDeed {
        _ = try? await storage.getProviderIdentity(  // what it says is of no account
            provider: RaceNames.provider, subject: RaceNames.subject(number))
        return await perform(.delete) { () async throws(StorageError) in
            try await storage.deleteUser(RaceNames.user(number))
        }
    }

    private func touchThrice() async -> [RaceDeed] {
        var deeds: [RaceDeed] = []
        for _ in 0..<3 {
            deeds.append(
                await perform(.touch) { () async throws(StorageError) in
                    try await storage.updateProviderIdentityLastUsed(
                        provider: RaceNames.provider, subject: RaceNames.subject(number), at: SystemClock.now())
                })
        }
        return deeds
    }

    private func storeTwice() async -> [RaceDeed] {
        var deeds: [RaceDeed] = []
        for provider in ["a\(order.rank)", "b\(order.rank)"] {
            let tokens = UpstreamTokens(
                providerID: provider, accessToken: Secret(text: "token"), userID: RaceNames.user(number))
            deeds.append(
                await perform(.store, provider: provider) { () async throws(StorageError) in
                    try await storage.storeUpstreamTokens(
                        session: RaceNames.session(number), provider: provider, tokens)
                })
        }
        return deeds
    }

    private func deleteSession() async -> RaceDeed {
        _ = try? await storage.getAllUpstreamTokens(session: RaceNames.session(number))  // of no account
        return await perform(.delete) { () async throws(StorageError) in
            try await storage.deleteUpstreamTokens(session: RaceNames.session(number))
        }
    }
}

import AuthorizationStorage
import History

/// Tokens.
extension TokenCalls {
    /// Issues the tokens of a generation, the access token first, as an authorization server does; true when both are
    /// there.
    @discardableResult package func mint(_ family: UInt32, _ generation: UInt32) async -> Bool {
        guard await mintAccess(family, generation) == .done else { return false }
        if TokenFamilies.isMixed(family) { await mintBrief(family, generation) }
        let signature = names.refresh(family, generation)
        let outcome = await perform(.mintRefresh, family, generation, repeating: .failures) {
            () async throws(StorageError) in
            let session = names.session(family, at: SystemClock.now())
            try await storage.createRefreshToken(
                signature, accessSignature: names.access(family, generation), session)
        }
        return outcome == .done
    }

    func mintAccess(_ family: UInt32, _ generation: UInt32) async -> TokenOutcome {
        await perform(.mintAccess, family, generation, repeating: .failures) { () async throws(StorageError) in
            let session = names.session(family, at: SystemClock.now())
            try await storage.createAccessToken(names.access(family, generation), session)
        }
    }

    /// Neither is written down: what they leave behind is what counts, and a family works without them.
    private func mintBrief(_ family: UInt32, _ generation: UInt32) async {
        await mintSilently(names.brief(family, generation), family, livingFor: TokenNames.briefLife)
    }

    /// One more access token of a family, as its next login adds it; nothing where the family is revoked.
    package func mintLast(_ family: UInt32) async { await mintSilently(names.last(family), family, livingFor: nil) }

    private func mintSilently(_ signature: String, _ family: UInt32, livingFor accessTTL: UInt64?) async {
        _ = await perform(.mintAccess, family, repeating: .failures, isWrite: false, isRecorded: { _ in false }) {
            () async throws(StorageError) in
            let session = names.session(family, at: SystemClock.now(), accessTTL: accessTTL)
            try await storage.createAccessToken(signature, session)
        }
    }

    @discardableResult package func readAccess(
        _ family: UInt32, _ generation: UInt32, isRecorded: (TokenOutcome) -> Bool = { _ in true }
    ) async -> TokenOutcome {
        await perform(.readAccess, family, generation, isWrite: false, isRecorded: isRecorded) {
            () async throws(StorageError) in
            _ = try await storage.getAccessToken(names.access(family, generation))
        }
    }

    @discardableResult package func readRefresh(
        _ family: UInt32, _ generation: UInt32, isRecorded: (TokenOutcome) -> Bool = { _ in true }
    ) async -> TokenOutcome {
        await perform(.readRefresh, family, generation, isWrite: false, isRecorded: isRecorded) {
            () async throws(StorageError) in
            _ = try await storage.getRefreshToken(names.refresh(family, generation))
        }
    }

    /// Exchanges a refresh token; whoever gets it issues the next ones. The same attempt may be repeated.
    func rotate(
        _ family: UInt32, _ generation: UInt32, as kind: TokenDeedKind = .rotate,
        isRecorded: (TokenOutcome) -> Bool = { _ in true }
    ) async -> TokenOutcome {
        let rotation = RefreshTokenRotation(
            requestID: names.requestID(family), signature: names.refresh(family, generation))
        let outcome = await perform(kind, family, generation, repeating: .everything, isRecorded: isRecorded) {
            () async throws(StorageError) in
            _ = try await storage.rotateRefreshToken(rotation)
        }
        if outcome == .done { await mint(family, generation + 1) }
        return outcome
    }

    /// Ends a family for good.
    @discardableResult package func revoke(_ family: UInt32) async -> TokenOutcome {
        await perform(.revoke, family, repeating: .everything) { () async throws(StorageError) in
            try await storage.revokeFamily(requestID: names.requestID(family))
        }
    }
}

/// Authorization codes.
extension TokenCalls {
    /// - Parameter isRecorded: false for the thousands of a race.
    package func makeCode(_ family: UInt32, isRecorded: Bool = true) async -> TokenOutcome {
        await perform(.makeCode, family, repeating: .failures, isRecorded: { _ in isRecorded }) {
            () async throws(StorageError) in
            try await storage.createAuthorizeCode(names.code(family), names.session(family, at: SystemClock.now()))
        }
    }

    func redeem(
        _ family: UInt32, as kind: TokenDeedKind = .redeem, isRecorded: (TokenOutcome) -> Bool = { _ in true }
    ) async -> TokenOutcome {
        await perform(kind, family, repeating: .failures, isRecorded: isRecorded) { () async throws(StorageError) in
            _ = try await storage.redeemAuthorizeCode(names.code(family))
        }
    }
}

/// Users, and what identity providers gave.
extension TokenCalls {
    /// One identity of one user.
    package func makeUser(_ user: UInt32) async throws(StorageError) {
        try await storage.createUser(User(id: names.user(user)))
        try await storage.createProviderIdentity(
            ProviderIdentity(
                userID: names.user(user), providerID: TokenNames.provider, subject: names.subject(user)))
    }

    func touch(_ user: UInt32) async {
        let now = SystemClock.now()
        let second = UInt64(max(0, now.nanoseconds / 1_000_000_000))
        _ = await perform(.touch, user, detail: second, repeating: .everything) { () async throws(StorageError) in
            try await storage.updateProviderIdentityLastUsed(
                provider: TokenNames.provider, subject: names.subject(user), at: now)
        }
    }

    /// Not written down: what it leaves behind is what counts.
    func storeUpstream(_ family: UInt32) async {
        let tokens = names.upstreamTokens(family, at: SystemClock.now())
        // The session works without them.
        try? await storage.storeUpstreamTokens(
            session: names.requestID(family), provider: TokenNames.provider, tokens)
    }

    func dropUpstream(_ family: UInt32) async {
        // There may be none.
        try? await storage.deleteUpstreamTokens(session: names.requestID(family))
    }

    /// Removes a user who has these sessions.
    package func removeUser(_ user: UInt32, _ families: [UInt32]) async -> TokenOutcome {
        let outcome = await perform(.removeUser, user, repeating: .everything) { () async throws(StorageError) in
            try await storage.deleteUser(names.user(user))
        }
        var worst = outcome == .missing ? .done : outcome  // a repeat finds none
        for family in families {
            let outcome = await revoke(family)
            if outcome != .done { worst = outcome }
            await dropUpstream(family)
        }
        return worst
    }

    /// Ends a session.
    @discardableResult package func end(_ family: UInt32) async -> TokenOutcome {
        let outcome = await revoke(family)
        await dropUpstream(family)
        return outcome
    }
}

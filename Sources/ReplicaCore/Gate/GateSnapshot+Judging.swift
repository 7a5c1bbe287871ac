import Credentials

extension GateSnapshot {
    /// May this request pass, and as whom? From memory; without an allocation, but for what a managed key's hash and an
    /// environment's lookup take.
    ///
    /// - Parameter header: asked for the headers that count on this route, each at most once.
    package func judge(
        _ route: GateRoute, query: Substring?, at now: Moment, _ header: (GateHeader) -> GateHeaderValue
    ) -> GateDecision {
        switch route {
        case .open, .unknown: return .passed(.nobody)
        case .admin, .token, .mcp, .keyAdmin, .sdk, .mobile, .client: break
        }
        guard isReady else { return .refused(GateRefusal(.unavailable, .notReady)) }
        return judge(PresentedCredential(on: route, query: query, header), on: route, at: now)
    }

    private func judge(_ presented: PresentedCredential, on route: GateRoute, at now: Moment) -> GateDecision {
        switch route {
        case .admin, .keyAdmin: judgeAdmin(presented, at: now)
        case .token, .mcp: judgeCaller(presented, at: now)
        case .sdk: judge(presented, .sdkKey, at: now)
        case .mobile: judge(presented, .mobileKey, at: now)
        case .client: judge(presented, .environmentID, at: now)
        case .open, .unknown: .passed(.nobody)
        }
    }

    /// No managed key and no internal token opens it, and nothing makes it open (W13).
    private func judgeAdmin(_ presented: PresentedCredential, at now: Moment) -> GateDecision {
        if let refusal = adminOutage(at: now) { return .refused(refusal) }
        let decision = presented.withBytes { adminKey.decide($0, at: now, on: .admin) } ?? .refused
        guard case .admin(let place) = decision else { return .refused(presented.refusal) }
        return .passed(.adminKey(place, adminKey.fingerprint(of: place)))
    }

    private func judgeCaller(_ presented: PresentedCredential, at now: Moment) -> GateDecision {
        if isOpen { return .passed(.nobody) }
        return presented.withBytes { judgeCaller($0, at: now) } ?? .refused(presented.refusal)
    }

    private func judgeCaller(_ bytes: UnsafeRawBufferPointer, at now: Moment) -> GateDecision {
        switch adminKey.decide(bytes, at: now, on: .token) {
        case .admin(let place): return .passed(.adminKey(place, adminKey.fingerprint(of: place)))
        case .internalToken: return .passed(.internalToken)
        case .refused: break
        }
        switch managedKeys?.decide(bytes, at: now) {
        case .accepted(let id, let path): return .passed(.managedKey(id, path: path))
        case .inactive: return .refused(GateRefusal(.unauthorized, .inactive))
        case .expired: return .refused(GateRefusal(.unauthorized, .expired))
        case .unknown, nil: break
        }
        // It may be a key that this replica does not know of: to say "no" would be a lie.
        return .refused(adminOutage(at: now) ?? keyOutage(at: now) ?? GateRefusal(.unauthorized, .unknown))
    }

    private func adminOutage(at now: Moment) -> GateRefusal? {
        guard adminKey.refusesAdmin(at: now.steady) else { return nil }
        return GateRefusal(.unavailable, adminKey.awaitsFirstRead ? .notReady : .stale)
    }

    private func keyOutage(at now: Moment) -> GateRefusal? {
        guard let managedKeys else { return nil }
        if managedKeys.protection == .unknown { return GateRefusal(.unavailable, .notReady) }
        guard let staleAt = managedKeys.staleAt, staleAt <= now.steady else { return nil }
        return GateRefusal(.unavailable, .stale)
    }

    /// An environment's key comes bare or behind `api_key `, and holds no blank.
    private func judge(
        _ presented: PresentedCredential, _ kind: EnvironmentCredentialKind, at now: Moment
    ) -> GateDecision {
        guard let environments else { return .refused(GateRefusal(.featureOff, .featureOff)) }
        let name = presented.withBytes { bytes -> EnvironmentName? in
            let key = kind == .environmentID ? bytes : Self.withoutScheme(bytes)
            guard !key.contains(0x20) else { return nil }
            return environments.environment(kind, key, at: now.wall)
        }
        if let name, let name { return .passed(.environment(name, kind)) }
        guard environments.isComplete else { return .refused(GateRefusal(.unavailable, .notReady)) }
        let refusal = presented.refusal
        return .refused(kind == .environmentID ? GateRefusal(.notFound, refusal.reason) : refusal)
    }

    private static func withoutScheme(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let scheme = "api_key ".utf8
        guard bytes.count > scheme.count, bytes.starts(with: scheme) else { return bytes }
        return UnsafeRawBufferPointer(rebasing: bytes[scheme.count...])
    }
}

extension PresentedCredential {
    /// What is said when it opens nothing.
    fileprivate var refusal: GateRefusal {
        switch self {
        case .missing: GateRefusal(.unauthorized, .missing)
        case .ambiguous: GateRefusal(.unauthorized, .ambiguous)
        case .text, .part: GateRefusal(.unauthorized, .unknown)
        }
    }
}

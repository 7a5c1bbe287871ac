import Credentials

/// The kinds of credentials that callers present.
package enum EnvironmentCredentialKind: String, CaseIterable, Sendable {
    case sdkKey, mobileKey, environmentID

    /// Nil for no bytes at all, which nobody is named by.
    package func credential(_ presented: some Collection<UInt8>) -> EnvironmentCredential? {
        switch self {
        case .sdkKey: SDKKey(Secret(bytes: presented)).map(EnvironmentCredential.sdkKey)
        case .mobileKey: MobileKey(Secret(bytes: presented)).map(EnvironmentCredential.mobileKey)
        case .environmentID: EnvironmentID(bytes: Array(presented)).map(EnvironmentCredential.environmentID)
        }
    }
}

/// Which environment a credential belongs to: what decisions read. Immutable; swapped as a whole.
///
/// Several environments may claim one credential, when it moves from one to the other or by mistake: the latest claim
/// counts, and whoever gives up gives up nothing but its own claim.
package struct EnvironmentGate: Equatable, Sendable {
    private struct Claim: Equatable, Sendable {
        let environment: EnvironmentName
        /// Inclusive; nil for a credential that does not end by itself.
        var end: WallTime?
    }

    /// True once all documents were read: before that, a face answers "not yet" and not "unknown".
    package internal(set) var isComplete = false
    /// The latest claim last; none is empty.
    private var claims: [EnvironmentCredential: [Claim]] = [:]
    private var claimed: [EnvironmentName: Set<EnvironmentCredential>] = [:]

    /// The environment that a caller belongs to, or nil: refused. The end of a credential is judged here and now, not
    /// when a timer fires.
    package func environment(
        _ kind: EnvironmentCredentialKind, _ presented: some Collection<UInt8>, at now: WallTime
    ) -> EnvironmentName? {
        kind.credential(presented).flatMap { environment($0, at: now) }
    }

    package func environment(_ credential: EnvironmentCredential, at now: WallTime) -> EnvironmentName? {
        claims[credential]?.last { claim in claim.end.map { now <= $0 } ?? true }?.environment
    }

    /// When a credential will be refused by itself, as things stand; nil for one that lasts, or that is refused now.
    package func end(of credential: EnvironmentCredential, at now: WallTime) -> WallTime? {
        claims[credential]?.last { claim in claim.end.map { now <= $0 } ?? true }?.end
    }

    /// All environments that claim a credential, the latest claim last, ends aside.
    package func claimants(of credential: EnvironmentCredential) -> [EnvironmentName] {
        (claims[credential] ?? []).map(\.environment)
    }

    /// What resolves to an environment as far as this gate knows, ends aside.
    package func credentials(of environment: EnvironmentName) -> Set<EnvironmentCredential> {
        claimed[environment] ?? []
    }

    /// Makes these all that an environment claims. A claim that stays keeps its place among others.
    mutating func replace(_ environment: EnvironmentName, with ends: [EnvironmentCredential: WallTime?]) {
        for credential in claimed[environment] ?? [] where !ends.keys.contains(credential) {
            withdraw(credential, of: environment)
        }
        for (credential, end) in ends { claim(credential, for: environment, until: end) }
        claimed[environment] = ends.isEmpty ? nil : Set(ends.keys)
    }

    private mutating func claim(
        _ credential: EnvironmentCredential, for environment: EnvironmentName, until end: WallTime?
    ) {
        let claim = Claim(environment: environment, end: end)
        if let place = claims[credential]?.firstIndex(where: { $0.environment == environment }) {
            claims[credential]?[place] = claim
        } else {
            claims[credential, default: []].append(claim)
        }
    }

    private mutating func withdraw(_ credential: EnvironmentCredential, of environment: EnvironmentName) {
        claims[credential]?.removeAll { $0.environment == environment }
        if claims[credential]?.isEmpty == true { claims[credential] = nil }
    }
}

extension CredentialSnapshot {
    /// Every accepted credential with its end, nil for one that lasts.
    var ends: [EnvironmentCredential: WallTime?] {
        var ends: [EnvironmentCredential: WallTime?] = [:]
        for credential in lasting { ends.updateValue(nil, forKey: credential) }
        for entry in sdk.ending { ends.updateValue(entry.end, forKey: entry.key.credential) }
        for entry in mobile.ending { ends.updateValue(entry.end, forKey: entry.key.credential) }
        return ends
    }
}

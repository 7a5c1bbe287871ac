import History

/// One environment as a row of documents leaves it.
enum EnvironmentContent: Hashable {
    /// It is not there: not published yet, deleted, or closed.
    case none
    case keys(sdk: KeySets, mobile: KeySets)
    /// A document is in force of which nobody knows what it says. Nil: nor what it may say.
    case unknown(Lingering?)

    func after(_ document: StatedDocument, at now: Time, within tolerance: Int64) -> EnvironmentContent {
        guard !document.isDeletion else { return .none }
        var (sdk, mobile) = (KeySets(), KeySets())
        switch self {
        case .none: break
        case .keys(let heldSDK, let heldMobile): (sdk, mobile) = (heldSDK, heldMobile)
        case .unknown(nil): return self
        case .unknown(let lingering?):
            sdk = KeySets(behind: lingering.sdk, document.sdk)
            mobile = KeySets(behind: lingering.mobile, document.mobile)
        }
        sdk.take(document.sdk, at: now, within: tolerance)
        mobile.take(document.mobile, at: now, within: tolerance)
        return .keys(sdk: sdk, mobile: mobile)
    }

    var isThere: Bool { self != .none }
    var isUnknown: Bool { if case .unknown = self { true } else { false } }

    /// What may be left of it, and of these documents, when one of them was applied and nobody knows which.
    func unknown(_ candidates: [StatedDocument], at now: Time, within tolerance: Int64) -> EnvironmentContent {
        guard !candidates.isEmpty else { return .unknown(nil) }
        var lingering = Lingering()
        switch self {
        case .none: break
        case .keys(let sdk, let mobile):
            let latest = now.later(by: -tolerance)
            lingering = Lingering(sdk: .init(sdk, alive: latest), mobile: .init(mobile, alive: latest))
        case .unknown(nil): return self
        case .unknown(let former?): lingering = former
        }
        for document in candidates {
            lingering.sdk.take(document.sdk)
            lingering.mobile.take(document.mobile)
        }
        return .unknown(lingering)
    }

    /// Until when each credential resolves to the environment; its id goes with it alone.
    func accepted(_ environment: CredentialID) -> [CredentialID: Time] {
        guard case .keys(let sdk, let mobile) = self else { return [:] }
        var ends = sdk.ends.merging(mobile.ends) { first, _ in first }
        ends[environment] = .never
        return ends
    }

    /// The SDK keys that have an upstream client while the environment is online.
    var clients: [CredentialID: Time] {
        guard case .keys(let sdk, _) = self else { return [:] }
        return sdk.acting
    }

    /// Of both kinds: as whom events go out.
    var primaries: [CredentialID: Time] {
        guard case .keys(let sdk, let mobile) = self else { return [:] }
        let named = [sdk.primary, mobile.primary].compactMap { $0 }
        return Dictionary(named.map { ($0, Time.never) }) { first, _ in first }
    }

    var doubtful: Set<CredentialID> {
        guard case .keys(let sdk, let mobile) = self else { return [] }
        return sdk.doubtful.union(mobile.doubtful)
    }

    func role(of key: CredentialID) -> EnvironmentRole? {
        guard case .keys(let sdk, let mobile) = self else { return nil }
        return sdk.role(of: key) ?? mobile.role(of: key)
    }
}

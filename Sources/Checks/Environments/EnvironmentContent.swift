import History

/// One environment as a row of documents leaves it.
enum EnvironmentContent: Hashable {
    /// It is not there: not published yet, deleted, or closed.
    case none
    case keys(sdk: KeySets, mobile: KeySets)
    /// A document is in force of which nobody knows what it says.
    case unknown

    func after(_ document: StatedDocument, at now: Time, within tolerance: Int64) -> EnvironmentContent {
        guard !document.isDeletion else { return .none }
        var (sdk, mobile) = (KeySets(), KeySets())
        switch self {
        case .none: break
        case .keys(let heldSDK, let heldMobile): (sdk, mobile) = (heldSDK, heldMobile)
        case .unknown: return .unknown
        }
        sdk.take(document.sdk, at: now, within: tolerance)
        mobile.take(document.mobile, at: now, within: tolerance)
        return .keys(sdk: sdk, mobile: mobile)
    }

    var isThere: Bool { self != .none }

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

/// What a caller may present for an environment: a credential and its kind, which is part of its identity.
public enum EnvironmentCredential: Hashable, Sendable {
    case sdkKey(SDKKey)
    case mobileKey(MobileKey)
    case environmentID(EnvironmentID)
}

/// For logs: keys masked, an id in clear.
extension EnvironmentCredential: CustomStringConvertible {
    public var description: String {
        switch self {
        case .sdkKey(let key): "SDK key \(key.masked)"
        case .mobileKey(let key): "mobile key \(key.masked)"
        case .environmentID(let id): "environment id \(id)"
        }
    }
}

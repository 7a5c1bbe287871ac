/// What a status shows of an environment's credentials: every key masked, the id in clear, all from one snapshot.
///
/// Two keys may mask to the same text, so compare the arrays as multisets.
public struct CredentialStatus: Equatable, Sendable {
    public let sdkKey: String?
    public let mobileKey: String?
    public let environmentID: String?
    /// Active additional keys, by their masked texts.
    public let additionalSDKKeys: [String]
    public let additionalMobileKeys: [String]
    /// Predecessors and expiring additional keys, by their ends, then by their masked texts.
    public let expiringSDKKeys: [String]
    public let expiringMobileKeys: [String]
    /// For readers that know one expiring key only: the predecessor that ends first, else the key that ends first.
    public let expiringSDKKey: String?
    public let expiringMobileKey: String?

    public init(_ snapshot: CredentialSnapshot) {
        sdkKey = snapshot.sdk.primary?.masked
        mobileKey = snapshot.mobile.primary?.masked
        environmentID = snapshot.environmentID?.description
        additionalSDKKeys = snapshot.sdk.additional.map(\.masked).sorted()
        additionalMobileKeys = snapshot.mobile.additional.map(\.masked).sorted()
        expiringSDKKeys = Self.byEnd(snapshot.sdk.ending)
        expiringMobileKeys = Self.byEnd(snapshot.mobile.ending)
        expiringSDKKey = Self.single(snapshot.sdk)
        expiringMobileKey = Self.single(snapshot.mobile)
    }

    /// One that came from another process.
    package init(
        sdkKey: String?, mobileKey: String?, environmentID: String?, additionalSDKKeys: [String],
        additionalMobileKeys: [String], expiringSDKKeys: [String], expiringMobileKeys: [String],
        expiringSDKKey: String?, expiringMobileKey: String?
    ) {
        self.sdkKey = sdkKey
        self.mobileKey = mobileKey
        self.environmentID = environmentID
        self.additionalSDKKeys = additionalSDKKeys
        self.additionalMobileKeys = additionalMobileKeys
        self.expiringSDKKeys = expiringSDKKeys
        self.expiringMobileKeys = expiringMobileKeys
        self.expiringSDKKey = expiringSDKKey
        self.expiringMobileKey = expiringMobileKey
    }

    private static func single<Key>(_ keys: KeySnapshot<Key>) -> String? {
        byEnd(keys.deprecated).first ?? byEnd(keys.expiringAdditional).first
    }

    private static func byEnd<Key>(_ entries: [EndingKey<Key>]) -> [String] {
        entries.map { (end: $0.end, text: $0.key.masked) }.sorted { ($0.end, $0.text) < ($1.end, $1.text) }.map(\.text)
    }
}

/// The names of the status page; what is empty is left out.
extension CredentialStatus: Encodable {
    private enum CodingKeys: String, CodingKey {
        case sdkKey, mobileKey
        case environmentID = "envId"
        case additionalSDKKeys = "additionalSdkKeys"
        case additionalMobileKeys
        case expiringSDKKey = "expiringSdkKey"
        case expiringMobileKey
        case expiringSDKKeys = "expiringSdkKeys"
        case expiringMobileKeys
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(sdkKey, forKey: .sdkKey)
        try container.encodeIfPresent(mobileKey, forKey: .mobileKey)
        try container.encodeIfPresent(environmentID, forKey: .environmentID)
        try container.encodeIfPresent(expiringSDKKey, forKey: .expiringSDKKey)
        try container.encodeIfPresent(expiringMobileKey, forKey: .expiringMobileKey)
        for (texts, key) in [
            (additionalSDKKeys, CodingKeys.additionalSDKKeys), (additionalMobileKeys, .additionalMobileKeys),
            (expiringSDKKeys, .expiringSDKKeys), (expiringMobileKeys, .expiringMobileKeys),
        ] where !texts.isEmpty {
            try container.encode(texts, forKey: key)
        }
    }
}

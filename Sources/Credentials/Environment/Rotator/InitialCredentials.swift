/// What an environment is made with: primaries, and additional keys to begin with.
public struct InitialCredentials: Equatable, Sendable {
    public var sdkKey: SDKKey?
    public var mobileKey: MobileKey?
    public var environmentID: EnvironmentID?
    public var additionalSDKKeys: AdditionalKeys<SDKKey>
    public var additionalMobileKeys: AdditionalKeys<MobileKey>

    public init(
        sdkKey: SDKKey? = nil, mobileKey: MobileKey? = nil, environmentID: EnvironmentID? = nil,
        additionalSDKKeys: AdditionalKeys<SDKKey> = .none, additionalMobileKeys: AdditionalKeys<MobileKey> = .none
    ) {
        self.sdkKey = sdkKey
        self.mobileKey = mobileKey
        self.environmentID = environmentID
        self.additionalSDKKeys = additionalSDKKeys
        self.additionalMobileKeys = additionalMobileKeys
    }
}

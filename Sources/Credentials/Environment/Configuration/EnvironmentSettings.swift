/// One environment as a configuration states it: texts as they were written, not yet checked.
public struct EnvironmentSettings: Equatable, Sendable {
    public var name: String
    /// Empty where there is none; the same for the others.
    public var sdkKey: Secret
    public var mobileKey: Secret
    public var environmentID: String
    public var additionalSDKKeys: [Secret]
    public var additionalMobileKeys: [Secret]

    public init(
        name: String, sdkKey: Secret = Secret(text: ""), mobileKey: Secret = Secret(text: ""),
        environmentID: String = "", additionalSDKKeys: [Secret] = [], additionalMobileKeys: [Secret] = []
    ) {
        self.name = name
        self.sdkKey = sdkKey
        self.mobileKey = mobileKey
        self.environmentID = environmentID
        self.additionalSDKKeys = additionalSDKKeys
        self.additionalMobileKeys = additionalMobileKeys
    }

    /// The entries of a list that is written on so many lines, each of which may itself be separated by commas. They
    /// stay as written; an empty line is no entry.
    public static func list(lines: [String]) -> [Secret] {
        lines.filter { !$0.isEmpty }.flatMap { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { Secret(text: String($0)) }
        }
    }

    /// Without white space around keys and entries: a key with a blank in front would never match a request. Trimming
    /// twice is trimming once.
    public var trimmed: EnvironmentSettings {
        EnvironmentSettings(
            name: name, sdkKey: sdkKey.trimmed, mobileKey: mobileKey.trimmed,
            environmentID: String(environmentID.trimmed), additionalSDKKeys: additionalSDKKeys.map(\.trimmed),
            additionalMobileKeys: additionalMobileKeys.map(\.trimmed))
    }

    /// What an environment is made with. Trims again, so that a configuration made in code, which nobody checked, works
    /// as well; empty entries are left out.
    public var credentials: InitialCredentials {
        let settings = trimmed
        return InitialCredentials(
            sdkKey: SDKKey(settings.sdkKey), mobileKey: MobileKey(settings.mobileKey),
            environmentID: EnvironmentID(text: settings.environmentID),
            additionalSDKKeys: AdditionalKeys(active: settings.additionalSDKKeys.compactMap(SDKKey.init(_:))),
            additionalMobileKeys: AdditionalKeys(active: settings.additionalMobileKeys.compactMap(MobileKey.init(_:))))
    }
}

extension Secret {
    fileprivate var trimmed: Secret {
        withBytes { Secret(text: String(String(decoding: $0, as: UTF8.self).trimmed)) }
    }
}

extension String {
    fileprivate var trimmed: Substring {
        let front = drop(while: \.isWhitespace)
        return front[..<(front.lastIndex { !$0.isWhitespace }.map(front.index(after:)) ?? front.startIndex)]
    }
}

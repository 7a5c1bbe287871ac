extension EnvironmentSettings {
    /// The environments of a file, as the environment variables change and complete them.
    ///
    /// `LD_ENV_<name>` makes an environment, or overrides the SDK key of the file's; only then the others of that name
    /// count: `LD_MOBILE_KEY_`, `LD_CLIENT_SIDE_ID_`, `LD_ADDITIONAL_SDK_KEYS_`, `LD_ADDITIONAL_MOBILE_KEYS_`, of which
    /// the last two are separated by commas. A variable replaces what the file says and never adds to it; an empty one
    /// says nothing.
    ///
    /// - Returns: the file's, in its order, then the others by name.
    public static func merge(file: [EnvironmentSettings], variables: [String: Secret]) -> [EnvironmentSettings] {
        let stated = variables.filter { !$0.value.isEmpty }
        let named = stated.keys.filter { $0.hasPrefix(sdkKeyPrefix) && $0 != sdkKeyPrefix }
        var names = named.map { String($0.dropFirst(sdkKeyPrefix.count)) }.sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
        let overridden = file.map { settings in
            names.contains(settings.name) ? settings.overridden(by: stated) : settings
        }
        names.removeAll { name in file.contains { $0.name == name } }
        return overridden + names.map { EnvironmentSettings(name: $0).overridden(by: stated) }
    }

    private static let sdkKeyPrefix = "LD_ENV_"

    private func overridden(by variables: [String: Secret]) -> EnvironmentSettings {
        var settings = self
        if let key = variables[Self.sdkKeyPrefix + name] { settings.sdkKey = key }
        if let key = variables["LD_MOBILE_KEY_" + name] { settings.mobileKey = key }
        if let id = variables["LD_CLIENT_SIDE_ID_" + name] { settings.environmentID = id.text }
        if let list = variables["LD_ADDITIONAL_SDK_KEYS_" + name] {
            settings.additionalSDKKeys = Self.list(lines: [list.text])
        }
        if let list = variables["LD_ADDITIONAL_MOBILE_KEYS_" + name] {
            settings.additionalMobileKeys = Self.list(lines: [list.text])
        }
        return settings
    }
}

extension Secret {
    fileprivate var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

/// What is wrong with the settings of an environment. Names the environment, the field and the place in a list; never
/// a key.
public struct SettingsFinding: Hashable, Sendable, CustomStringConvertible {
    public let environment: String
    public let field: Field
    public let problem: Problem

    public enum Field: String, Sendable {
        case sdkKey
        case additionalSDKKeys = "additionalSdkKeys"
        case additionalMobileKeys
    }

    public enum Problem: Hashable, Sendable {
        case isMissing
        /// E1; entries are counted from 1.
        case emptyEntry(Int)
        /// E2.
        case entryIsPrimary(Int)
        /// E3: the same as an earlier entry.
        case repeatedEntry(Int)
        /// E4: a list, and no primary of its kind.
        case withoutPrimary
    }

    public var description: String { "environment \(environment): \(field.rawValue) \(problem)" }
}

extension SettingsFinding.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .isMissing: "is required"
        case .emptyEntry(let entry): "has an empty entry, number \(entry)"
        case .entryIsPrimary(let entry): "lists the primary key, as number \(entry)"
        case .repeatedEntry(let entry): "lists a key twice, again as number \(entry)"
        case .withoutPrimary: "needs a primary key of its kind"
        }
    }
}

extension EnvironmentSettings {
    /// Everything that is wrong, all at once; trimmed settings have the same findings.
    public var findings: [SettingsFinding] {
        let settings = trimmed
        let missing = settings.sdkKey.isEmpty ? [finding(.sdkKey, .isMissing)] : []
        return missing + findings(settings.additionalSDKKeys, .additionalSDKKeys, primary: settings.sdkKey)
            + findings(settings.additionalMobileKeys, .additionalMobileKeys, primary: settings.mobileKey)
    }

    private func findings(
        _ entries: [Secret], _ field: SettingsFinding.Field, primary: Secret
    ) -> [SettingsFinding] {
        let unfounded = primary.isEmpty && !entries.isEmpty ? [finding(field, .withoutPrimary)] : []
        return unfounded
            + entries.indices.compactMap { index in
                problem(of: index, among: entries, primary: primary).map { finding(field, $0) }
            }
    }

    private func problem(of index: Int, among entries: [Secret], primary: Secret) -> SettingsFinding.Problem? {
        if entries[index].isEmpty { return .emptyEntry(index + 1) }
        if entries[index] == primary { return .entryIsPrimary(index + 1) }
        return entries[..<index].contains(entries[index]) ? .repeatedEntry(index + 1) : nil
    }

    private func finding(_ field: SettingsFinding.Field, _ problem: SettingsFinding.Problem) -> SettingsFinding {
        SettingsFinding(environment: name, field: field, problem: problem)
    }
}

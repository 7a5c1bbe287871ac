extension EnvironmentPlan {
    /// Of an environment of the start, and of one that arrives.
    static let parameters = ["name", "offline", "mobile-key", "additional-sdk-keys", "additional-mobile-keys"]
}

extension Fields {
    /// Nil after a finding about the name.
    func environmentPlan() -> EnvironmentPlan? {
        let name = required("name").flatMap { $0.environmentName(of: "name", log: log) }
        var plan = EnvironmentPlan(name: name ?? "")
        plan.isOffline = boolean("offline") ?? plan.isOffline
        plan.hasMobileKey = boolean("mobile-key") ?? plan.hasMobileKey
        plan.additionalSDKKeys = integer("additional-sdk-keys", in: 0...Limits.additionalKeys) ?? 0
        plan.additionalMobileKeys = integer("additional-mobile-keys", in: 0...Limits.additionalKeys) ?? 0
        if plan.additionalMobileKeys > 0, !plan.hasMobileKey {
            log.report(
                "additional-mobile-keys: without a mobile key there is none that they could be additional to",
                at: position(of: "additional-mobile-keys"))
        }
        return name == nil ? nil : plan
    }
}

extension SourceNode {
    /// What a step may call an environment: `all` is the word for every one of them.
    func environmentName(of key: String, log: FindingLog) -> String? {
        guard let name = text(of: key, log: log) else { return nil }
        let isWord = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
        }
        guard isWord, !name.isEmpty, name != "all" else {
            log.report(
                "\(key): an environment is called by small letters, digits and hyphens, and not 'all', not '\(name)'",
                at: position)
            return nil
        }
        return name
    }
}

import Credentials
@testable import RotatorProof

@testable import ReplicaCore

/// I5: in every single status each key appears in one role at most.
struct OneRolePerKey: TraceInvariant {
    static let name = "I5"

    func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        guard case .status(let status) = event else { return [] }
        return status.flatMap { name, environment -> [String] in
            let credentials = environment.credentials
            let kinds = [
                (credentials.sdkKey, credentials.additionalSDKKeys, credentials.expiringSDKKeys),
                (credentials.mobileKey, credentials.additionalMobileKeys, credentials.expiringMobileKeys),
            ]
            return kinds.flatMap { primary, additional, expiring -> [String] in
                let all = (primary.map { [$0] } ?? []) + additional + expiring
                return Set(all).count == all.count ? [] : ["\(name) shows a key in two roles: \(all)"]
            }
        }
    }
}

/// I11: every single status shows the model's roles, and is consistent in itself.
struct StatusIsModel: TraceInvariant {
    static let name = "I11"

    func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        guard case .status(let status) = event else { return [] }
        let missing = Set(status.keys).symmetricDifference(model.environments.keys)
        return missing.map { "\($0) is shown and not there, or there and not shown" }
            + status.flatMap { name, shown in model.environments[name].map { Self.compare(shown, $0, name) } ?? [] }
    }

    private static func compare(
        _ shown: EnvironmentStatus, _ model: TraceModel.Environment, _ name: EnvironmentName
    ) -> [String] {
        let credentials = shown.credentials
        let pairs: [(String, [String], [Int])] = [
            ("sdkKey", credentials.sdkKey.map { [$0] } ?? [], model.sdk.primary.map { [$0] } ?? []),
            ("mobileKey", credentials.mobileKey.map { [$0] } ?? [], model.mobile.primary.map { [$0] } ?? []),
            ("additionalSdkKeys", credentials.additionalSDKKeys, Array(model.sdk.additional)),
            ("additionalMobileKeys", credentials.additionalMobileKeys, Array(model.mobile.additional)),
            ("expiringSdkKeys", credentials.expiringSDKKeys, Array(model.sdk.ends)),
            ("expiringMobileKeys", credentials.expiringMobileKeys, Array(model.mobile.ends)),
        ]
        var sentences = pairs.filter { $0.1.sorted() != $0.2.map(TraceKeys.masked).sorted() }.map {
            "\(name) shows \($0.0) \($0.1), and has \($0.2.sorted())"
        }
        for (scalar, keys, deprecated) in [
            (credentials.expiringSDKKey, credentials.expiringSDKKeys, model.sdk.deprecated),
            (credentials.expiringMobileKey, credentials.expiringMobileKeys, model.mobile.deprecated),
        ] {
            let isPredecessor = deprecated.isEmpty || deprecated.keys.contains { TraceKeys.masked($0) == scalar }
            let isListed = scalar.map { keys.contains($0) } ?? keys.isEmpty
            if !isListed || !isPredecessor { sentences.append("\(name) shows \(scalar ?? "nothing") as ending") }
        }
        if credentials.environmentID != model.id { sentences.append("\(name) shows another id") }
        return sentences
    }
}

/// I12: nothing that is printed has a whole key in it.
struct NoKeyInText: TraceInvariant {
    static let name = "I12"

    func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        guard case .printed(let text) = event else { return [] }
        return text.contains("sdk-5f3a") || text.contains("mob-81e6") ? ["a key is printed"] : []
    }
}

/// I13: what a text lists has one meaning, whatever its order: an entry with an end anywhere is expiring only, the first
/// end counts, and nothing is listed twice.
struct OneMeaningPerText: TraceInvariant {
    static let name = "I13"
    private struct Stated {
        let wire: WireDocument
        /// Keys that rotations held when it came: these a list does not touch, and takes no notice of later.
        let acting: [Set<Int>]
    }

    private var stated: [Version: Stated] = [:]

    init() {}

    mutating func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        switch event {
        case .applied(let version, let text):
            guard let wire = WireDocument(text), let id = EnvironmentID(text: wire.envID),
                let environment = model.environments[.published(id)]
            else { return [] }
            stated[version] = Stated(wire: wire, acting: [environment.sdk.acting, environment.mobile.acting])
            return []
        case .status(let status):
            return status.flatMap { name, shown -> [String] in
                guard let stated = shown.version.flatMap({ stated[$0] }) else { return [] }
                return Self.compare(shown.credentials, stated, at: now, name)
            }
        default: return []
        }
    }

    /// Of the keys that a text lists and that no rotation held: those with an end are expiring, the others active.
    private static func compare(
        _ shown: CredentialStatus, _ stated: Stated, at now: Moment, _ name: EnvironmentName
    ) -> [String] {
        let wire = stated.wire
        let kinds = [
            (wire.entries(wire.sdkKey), stated.acting[0], shown.additionalSDKKeys, shown.expiringSDKKeys),
            (wire.entries(wire.mobileKey), stated.acting[1], shown.additionalMobileKeys, shown.expiringMobileKeys),
        ]
        return kinds.flatMap { entries, acting, additional, expiring -> [String] in
            var ends: [Int: Int] = [:]
            for entry in entries { if let end = entry.end, ends[entry.key] == nil { ends[entry.key] = end } }
            return Set(entries.map(\.key)).subtracting(acting).compactMap { key in
                let masked = TraceKeys.masked(key)
                let isExpiring = ends[key].map { now.wall.nanoseconds <= Int64($0) * 1_000_000 } ?? false
                let isRight =
                    additional.contains(masked) == (ends[key] == nil) && expiring.contains(masked) == isExpiring
                return isRight ? nil : "\(name) takes \(masked) for something else than its text lists"
            }
        }
    }
}

import Credentials
import Testing

/// Which of the two kinds a table test is about; both obey the same rules.
enum StageKind: String, CaseIterable, Sendable {
    case sdk, mobile
}

/// A rotator that is spoken to in letters and milliseconds, about keys of one kind.
struct RotatorStage {
    let kind: StageKind
    var rotator: CredentialRotator

    /// What a drain said, in letters.
    struct Drained: Equatable {
        var added: [String] = []
        var removed: [String] = []
        var starts: [String] = []
        var stops: [String] = []
    }

    init(_ kind: StageKind, primary: String? = nil, additional: [(String, Int?)] = []) {
        self.kind = kind
        var initial = InitialCredentials()
        switch kind {
        case .sdk:
            initial.sdkKey = primary.flatMap(SDKKey.init(text:))
            initial.additionalSDKKeys = Self.keys(additional)
        case .mobile:
            initial.mobileKey = primary.flatMap(MobileKey.init(text:))
            initial.additionalMobileKeys = Self.keys(additional)
        }
        rotator = CredentialRotator(initial, at: ms(0))
    }

    @discardableResult
    mutating func rotate(to key: String?, grace: (String, Int)? = nil, at now: Int) -> [CredentialNotice.Event] {
        let notices =
            switch kind {
            case .sdk: rotator.rotateSDKKey(to: key.flatMap(SDKKey.init), grace: Self.notice(grace), at: ms(now))
            case .mobile:
                rotator.rotateMobileKey(to: key.flatMap(MobileKey.init), grace: Self.notice(grace), at: ms(now))
            }
        return notices.map(\.event)
    }

    @discardableResult
    mutating func list(_ entries: [(String, Int?)], at now: Int) -> [CredentialNotice.Event] {
        let notices =
            switch kind {
            case .sdk: rotator.setAdditionalSDKKeys(Self.keys(entries), at: ms(now))
            case .mobile: rotator.setAdditionalMobileKeys(Self.keys(entries), at: ms(now))
            }
        return notices.map(\.event)
    }

    mutating func drain(at now: Int) -> Drained {
        let changes = rotator.drain(at: ms(now))
        return Drained(
            added: changes.additions.map(Self.letters), removed: changes.removals.map(Self.letters),
            starts: changes.clientStarts.map { Self.letters($0.credential) },
            stops: changes.clientStops.map { Self.letters($0.credential) })
    }

    /// What a drain must say where clients matter; mobile keys have none.
    func expected(
        added: [String] = [], removed: [String] = [], starts: [String] = [], stops: [String] = []
    ) -> Drained {
        Drained(
            added: added, removed: removed, starts: kind == .sdk ? starts : [], stops: kind == .sdk ? stops : [])
    }

    /// Every role in one line: `P | additional | expiring@end | deprecated@end`.
    var roles: String {
        switch kind {
        case .sdk: Self.roles(rotator.snapshot().sdk)
        case .mobile: Self.roles(rotator.snapshot().mobile)
        }
    }

    private static func roles<Key>(_ keys: KeySnapshot<Key>) -> String {
        let ending = [keys.expiringAdditional, keys.deprecated].map { entries in
            entries.map { "\(letters($0.key.credential))@\($0.end.milliseconds)" }.joined(separator: " ")
        }
        let primary = keys.primary.map { letters($0.credential) } ?? "-"
        let additional = keys.additional.map { letters($0.credential) }.joined(separator: " ")
        return ([primary, additional] + ending).map { $0.isEmpty ? "-" : $0 }.joined(separator: " | ")
    }

    private static func keys<Key>(_ entries: [(String, Int?)]) -> AdditionalKeys<Key> {
        AdditionalKeys(entries.compactMap { entry in Key(text: entry.0).map { ($0, entry.1.map(ms)) } })
    }

    private static func notice<Key>(_ grace: (String, Int)?) -> GraceNotice<Key>? {
        grace.flatMap { grace in Key(text: grace.0).map { GraceNotice(key: $0, end: ms(grace.1)) } }
    }

    private static func letters(_ credential: EnvironmentCredential) -> String {
        func text(_ key: some EnvironmentKey) -> String { key.secret.withBytes { String(decoding: $0, as: UTF8.self) } }
        return switch credential {
        case .sdkKey(let key): text(key)
        case .mobileKey(let key): text(key)
        case .environmentID(let id): "\(id)"
        }
    }
}

func ms(_ milliseconds: Int) -> WallTime { WallTime(milliseconds: Int64(milliseconds)) }

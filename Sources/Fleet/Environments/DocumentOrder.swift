import Credentials
import Scenario

/// What has to be made of the document of one environment, with the keys that nobody has yet.
struct DocumentOrder {
    /// Of one kind of keys.
    enum Part {
        case sdk(any KeyChange, [SDKKey])
        case mobile(any KeyChange, [MobileKey])
    }

    let environment: RunEnvironment
    var parts: [Part]
    /// Instead of those, where they find nothing to work on.
    var otherwise: [Part] = []

    /// Keys that it may bring.
    var freshKeys: [EnvironmentCredential] {
        (parts + otherwise).flatMap { part in
            switch part {
            case .sdk(_, let keys): keys.map(\.credential)
            case .mobile(_, let keys): keys.map(\.credential)
            }
        }
    }

    /// Nil when there is nothing to do it with.
    func document(at now: WallTime) -> EnvironmentDocument? {
        document(parts, at: now) ?? (otherwise.isEmpty ? nil : document(otherwise, at: now))
    }

    private func document(_ parts: [Part], at now: WallTime) -> EnvironmentDocument? {
        var document = environment.document
        let held = environment.rotator.snapshot()
        let sdk = KnownKeys(held: held.sdk, former: environment.formerSDKKeys)
        let mobile = KnownKeys(held: held.mobile, former: environment.formerMobileKeys)
        for part in parts {
            let isDone =
                switch part {
                case .sdk(let change, let fresh):
                    change.apply(to: &document.sdk, known: sdk, fresh: fresh, at: now)
                case .mobile(let change, let fresh):
                    change.apply(to: &document.mobile, known: mobile, fresh: fresh, at: now)
                }
            guard isDone else { return nil }
        }
        return document
    }
}

import RotatorProof
import Testing

@testable import Credentials

/// One defect of the original, put back into our rotator from outside: the proof has to find it.
struct RotatorDefect: Sendable, CustomTestStringConvertible {
    /// What the contract calls it, and what is wrong.
    let name: String
    let patch: RotatorPatch
    var testDescription: String { name }

    /// What is asked arrives as something else.
    static func input(_ name: String, _ change: @escaping @Sendable (ProofStep) -> ProofStep) -> RotatorDefect {
        RotatorDefect(name: name, patch: RotatorPatch(input: change))
    }

    static func drain(_ name: String, _ patch: @escaping RotatorPatch.AfterDrain) -> RotatorDefect {
        RotatorDefect(name: name, patch: RotatorPatch(afterDrain: patch))
    }

    typealias Change<Order> = @Sendable (_ before: KeyRing<SDKKey>, inout KeyRing<SDKKey>, Order) -> Void

    /// After a rotation of the SDK key.
    static func rotation(_ name: String, _ change: @escaping Change<Rotation>) -> RotatorDefect {
        let patch = RotatorPatch(afterStep: { step, before, after in
            guard case .rotate(.sdk, let new, let grace, let now) = step else { return }
            let rotation = Rotation(
                new: new.map(ProofKeys.sdkKey), grace: grace.map { (ProofKeys.sdkKey($0.key), wall($0.end)) },
                now: wall(now), previous: before.sdk.primary?.key)
            change(before.sdk, &after.sdk, rotation)
        })
        return RotatorDefect(name: name, patch: patch)
    }

    /// After a list of additional SDK keys.
    static func list(_ name: String, _ change: @escaping Change<Listing>) -> RotatorDefect {
        let patch = RotatorPatch(afterStep: { step, before, after in
            guard case .setAdditional(.sdk, let entries, let now) = step else { return }
            let keys = entries.map { (key: ProofKeys.sdkKey($0.key), end: $0.end.map(wall)) }
            change(before.sdk, &after.sdk, Listing(entries: keys, now: wall(now)))
        })
        return RotatorDefect(name: name, patch: patch)
    }

    struct Rotation {
        let new: SDKKey?
        let grace: (key: SDKKey, end: WallTime)?
        let now: WallTime
        let previous: SDKKey?

        /// The primary that this rotation replaces.
        var replaced: SDKKey? { new == nil || new == previous ? nil : previous }
    }

    struct Listing {
        let entries: [(key: SDKKey, end: WallTime?)]
        let now: WallTime
    }
}

private func wall(_ milliseconds: Int) -> WallTime { WallTime(milliseconds: Int64(milliseconds)) }

extension KeyRing {
    /// The outside is never told that the key left.
    mutating func forgetDeparture(of key: Key?) { departed.removeAll { $0.key == key } }
}

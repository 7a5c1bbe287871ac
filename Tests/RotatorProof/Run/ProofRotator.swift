import Credentials

/// A defect that is put into a rotator from outside, to see that the proof finds it.
package struct RotatorPatch: Sendable {
    package typealias AfterStep = @Sendable (ProofStep, _ before: CredentialRotator, inout CredentialRotator) -> Void
    package typealias AfterDrain =
        @Sendable (_ before: CredentialRotator, inout CredentialRotator, inout CredentialChanges) -> Void

    package var input: @Sendable (ProofStep) -> ProofStep
    package var afterStep: AfterStep
    package var afterDrain: AfterDrain

    package init(
        input: @escaping @Sendable (ProofStep) -> ProofStep = { $0 },
        afterStep: @escaping AfterStep = { _, _, _ in }, afterDrain: @escaping AfterDrain = { _, _, _ in }
    ) {
        self.input = input
        self.afterStep = afterStep
        self.afterDrain = afterDrain
    }
}

extension ProofStart {
    var initial: InitialCredentials {
        InitialCredentials(
            sdkKey: sdk.map(ProofKeys.sdkKey), mobileKey: mobile.map(ProofKeys.mobileKey),
            environmentID: environmentID.map(ProofKeys.id),
            additionalSDKKeys: ProofKeys.additional(additionalSDK, ProofKeys.sdkKey),
            additionalMobileKeys: ProofKeys.additional(additionalMobile, ProofKeys.mobileKey))
    }
}

/// The real rotator, spoken to in the proof's words, and perhaps with a defect put in.
struct ProofRotator {
    private(set) var rotator: CredentialRotator
    private let patch: RotatorPatch?

    init(_ start: ProofStart, _ patch: RotatorPatch?) {
        rotator = CredentialRotator(start.initial, at: WallTime(milliseconds: 0))
        self.patch = patch
    }

    mutating func perform(_ step: ProofStep) -> [CredentialNotice] {
        guard let patch else { return operate(step) }
        let before = rotator
        let notices = operate(patch.input(step))
        patch.afterStep(step, before, &rotator)
        return notices
    }

    private mutating func operate(_ step: ProofStep) -> [CredentialNotice] {
        let now = WallTime(milliseconds: Int64(step.time))
        return switch step {
        case .rotate(.sdk, let new, let grace, _):
            rotator.rotateSDKKey(
                to: new.map(ProofKeys.sdkKey), grace: ProofKeys.grace(grace, ProofKeys.sdkKey), at: now)
        case .rotate(.mobile, let new, let grace, _):
            rotator.rotateMobileKey(
                to: new.map(ProofKeys.mobileKey), grace: ProofKeys.grace(grace, ProofKeys.mobileKey), at: now)
        case .setAdditional(.sdk, let entries, _):
            rotator.setAdditionalSDKKeys(ProofKeys.additional(entries, ProofKeys.sdkKey), at: now)
        case .setAdditional(.mobile, let entries, _):
            rotator.setAdditionalMobileKeys(ProofKeys.additional(entries, ProofKeys.mobileKey), at: now)
        case .rotateEnvironmentID(let new, _): rotator.rotateEnvironmentID(to: ProofKeys.id(new))
        case .drain: []
        }
    }

    mutating func drain(at time: Int) -> CredentialChanges {
        guard let patch else { return rotator.drain(at: WallTime(milliseconds: Int64(time))) }
        var drained = ProofStep.drain(at: time)
        drained = patch.input(drained)
        let before = rotator
        var changes = rotator.drain(at: WallTime(milliseconds: Int64(drained.time)))
        patch.afterDrain(before, &rotator, &changes)
        return changes
    }
}

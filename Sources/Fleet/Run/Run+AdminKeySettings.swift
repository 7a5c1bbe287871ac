import Credentials
import ReplicaCore
import Scenario

extension Run {
    /// The scenario's words for how a replica watches, in the core's.
    func adminKeySettings(configured: Secret?) -> AdminKeySettings {
        let fleet = plan.fleet
        return AdminKeySettings(
            configured: configured, internalToken: internalToken, format: fleet.slot == .fenced ? .fenced : .plain,
            usesPush: fleet.push, poll: fleet.poll, atStart: fleet.atStart == .degrade ? .degrade : .refuse,
            onStale: AdminKeySettings.OnStale(fleet.onStale), repair: fleet.repair == .replicas ? .replicas : .none,
            generates: fleet.initial != .off)
    }
}

extension AdminKeySettings.OnStale {
    init(_ plan: FleetPlan.OnStale) {
        switch plan {
        case .keep: self = .keep
        case .refuseAfter(let nanoseconds): self = .refuseAfter(nanoseconds: nanoseconds)
        }
    }
}

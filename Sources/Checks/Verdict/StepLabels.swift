import Scenario

/// The plan's steps under the names that the scenario gives them, and when each began.
struct StepLabels {
    private let began: [(at: Time, label: String)]

    init(_ plan: Plan, _ model: RunModel) {
        began = plan.flattenedSteps.compactMap { step in
            guard let trace = model.steps[step.number] else { return nil }
            return (trace.began, "\(step.action.label) at \(step.at / 1_000_000)ms")
        }.sorted { $0.0 < $1.0 }
    }

    /// The latest step that had begun.
    func latest(before time: Time) -> String? { began.last { $0.at <= time }?.label }
}

extension StepAction {
    /// As the scenario spells it.
    var label: String {
        switch self {
        case .rotateAdminKey: "rotate-admin-key"
        case .endGrace: "end-grace"
        case .revokeAdminKey: "revoke-admin-key"
        case .killReplica: "kill-replica"
        case .stopReplica: "stop-replica"
        case .freezeReplica: "freeze-replica"
        case .addReplicas: "add-replicas"
        case .stopRedis: "stop-redis"
        case .startRedis: "start-redis"
        case .killRedis: "kill-redis"
        case .freezeRedis: "freeze-redis"
        case .deleteSlot: "delete-slot"
        case .corruptSlot: "corrupt-slot"
        case .skewClock: "skew-clock"
        case .together: "together"
        case .awaitConverged: "await"
        }
    }

    /// Injects a fault, which must be proved to have taken effect.
    var isFault: Bool {
        switch self {
        case .killReplica, .stopReplica, .freezeReplica, .stopRedis, .killRedis, .freezeRedis, .deleteSlot,
            .corruptSlot,
            .skewClock:
            true
        case .rotateAdminKey, .endGrace, .revokeAdminKey, .addReplicas, .startRedis, .together, .awaitConverged: false
        }
    }
}

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

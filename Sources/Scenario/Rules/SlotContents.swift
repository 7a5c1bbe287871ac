/// What the slot holds while the steps of a plan change it, as far as the plan tells.
struct SlotContents {
    /// Somebody, an operator or a replica at its start, wrote a record, be it one without a key.
    private(set) var hasRecord: Bool
    /// Something stands there, be it damage.
    private(set) var isWritten: Bool
    private(set) var hasKey: Bool
    /// A key was replaced, or taken out of force.
    private(set) var hasPrevious = false

    init(_ fleet: FleetPlan) {
        hasKey = fleet.initial != .off
        hasRecord = hasKey
        isWritten = hasKey
    }

    mutating func apply(_ action: StepAction) {
        if case .corruptSlot = action { isWritten = true }
        guard action.traits.publishes == .adminKey else { return }
        hasPrevious = hasPrevious || hasKey
        if case .rotateAdminKey = action { hasKey = true } else { hasKey = false }
        hasRecord = true
        isWritten = true
    }
}

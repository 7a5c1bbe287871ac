extension StepKind {
    /// The slot is gone; whoever holds a confirmed value may put it back.
    static let deleteSlot = StepKind("delete-slot") { _ in .deleteSlot }
}

/// One kind of step: its name in a scenario, its parameters, and how they are read.
///
/// A kind is a file in this folder, a line in `StepKinds.all`, and a case of `StepAction`.
package struct StepKind: Sendable {
    /// Reads what stands under the name; nil after a finding without which nothing sensible is left of the step.
    typealias Read = @Sendable (StepReader) -> StepAction?

    enum Form: Sendable {
        case parameters(Read)
        /// A list of steps.
        case steps(@Sendable ([StepAction]) -> StepAction)
    }

    package let name: String
    /// The keys that it takes, in the order in which they are documented.
    package let parameters: [String]
    let form: Form

    init(_ name: String, _ parameters: [String] = [], read: @escaping Read) {
        self.name = name
        self.parameters = parameters
        form = .parameters(read)
    }

    /// A kind whose value is a list of steps.
    init(listNamed name: String, make: @escaping @Sendable ([StepAction]) -> StepAction) {
        self.name = name
        parameters = []
        form = .steps(make)
    }
}

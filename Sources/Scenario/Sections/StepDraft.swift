/// A step that has been read, with the places where its parts stand, for the rules that look at several steps.
struct StepDraft {
    var at: UInt64 = 0
    let action: StepAction
    /// Of the key that names its kind.
    let position: Position
    let parameters: SourceNode
    var children: [StepDraft] = []
    /// Whether every child could be read.
    var isComplete = true

    /// Where a parameter's value stands, be it one of a parameter's own; or the step when it has none.
    func position(of parameter: String) -> Position {
        parameters[parameter]?.position ?? parameters.keys.firstNonNil { parameters[$0]?[parameter]?.position }
            ?? position
    }

    /// Itself, and the steps that it releases.
    var withChildren: [StepDraft] {
        [self]
            + children.map { child in
                var child = child
                child.at = at
                return child
            }
    }

    /// What starts at its moment: the steps of a together, or itself alone.
    var released: [StepDraft] { children.isEmpty ? [self] : Array(withChildren.dropFirst()) }

    var planned: PlannedStep { PlannedStep(at: at, action: action) }
}

extension SourceNode {
    func keyPosition(_ key: String) -> Position {
        guard case .mapping(let entries) = content else { return position }
        return entries.first { $0.key == key }?.keyPosition ?? position
    }
}

extension Sequence {
    func firstNonNil<Result>(_ body: (Element) -> Result?) -> Result? {
        for element in self { if let result = body(element) { return result } }
        return nil
    }
}

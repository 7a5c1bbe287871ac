extension StepKind {
    /// All additional keys of one kind are stated; what the list omits is deleted.
    static let setAdditionalKeys = StepKind(
        "set-additional-keys", ["environment", "kind", "active", "ending", "also"] + StepReader.writing
    ) { step in
        var keys = SetAdditionalKeys(kind: step.environmentKeyKind(), target: step.environmentTarget())
        keys.active = step.fields.integer("active", in: 0...Limits.additionalKeys) ?? 0
        keys.ending = step.endingAdditionalKeys()
        if let node = step.fields.value("also"),
            let also = Fields(node, of: "also", keys: ["key", "after"], log: step.log)
        {
            keys.also = also.requiredChoice("key", of: SetAdditionalKeys.Misplaced.self)
            keys.alsoAfter = also.value("after") == nil ? nil : also.requiredSpan("after")
        }
        keys.writing = step.documentWriting()
        return .setAdditionalKeys(keys)
    }
}

extension SetAdditionalKeys {
    var traits: StepTraits {
        StepTraits(
            document: .setAdditionalKeys, lasts: max(ending?.after ?? 0, alsoAfter ?? 0), publishes: [kind.metric],
            retires: [kind.metric])
    }
}

extension StepKind {
    /// An old document is said again, or stands in the store again; nothing is to change.
    static let replayDocument = StepKind("replay-document", ["environment", "back", "say", "plant"]) { step in
        var replay = ReplayDocument(target: step.environmentTarget())
        let back = step.fields.value("back") == nil ? replay.back : step.fields.integer("back", in: 1...Limits.steps)
        replay.says = step.fields.boolean("say") ?? replay.says
        replay.plants = step.fields.boolean("plant") ?? replay.plants
        guard replay.says || replay.plants else {
            step.log.report(
                "say: a document that is neither said nor planted does not come again",
                at: step.fields.position(of: "say"))
            return nil
        }
        guard let back else { return nil }
        replay.back = back
        return .replayDocument(replay)
    }
}

extension ReplayDocument {
    var traits: StepTraits {
        StepTraits(document: .replayDocument, faults: plants ? [.documentPlanted] : [])
    }
}

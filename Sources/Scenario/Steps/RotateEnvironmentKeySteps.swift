extension StepKind {
    /// A new primary SDK key; the one before it dies at once, or after a grace.
    static let rotateSDKKey = StepKind("rotate-sdk-key", RotateEnvironmentKey.parameters) { step in
        .rotateSDKKey(step.rotateEnvironmentKey(.sdk))
    }

    static let rotateMobileKey = StepKind("rotate-mobile-key", RotateEnvironmentKey.parameters) { step in
        .rotateMobileKey(step.rotateEnvironmentKey(.mobile))
    }
}

extension RotateEnvironmentKey {
    static let parameters = ["environment", "grace", "to", "predecessor"] + StepReader.writing

    var traits: StepTraits {
        StepTraits(
            document: kind == .sdk ? .rotateSDKKey : .rotateMobileKey, lasts: grace.duration,
            publishes: [kind.metric], retires: new == .first ? [] : [kind.metric])
    }
}

extension StepReader {
    fileprivate func rotateEnvironmentKey(_ kind: EnvironmentKeyKind) -> RotateEnvironmentKey {
        var rotation = RotateEnvironmentKey(kind: kind, target: environmentTarget(), grace: documentGrace())
        rotation.new = fields.choice("to", of: RotateEnvironmentKey.New.self) ?? rotation.new
        rotation.predecessor =
            fields.choice("predecessor", of: RotateEnvironmentKey.Predecessor.self) ?? rotation.predecessor
        rotation.writing = documentWriting()
        check(rotation)
        return rotation
    }

    private func check(_ rotation: RotateEnvironmentKey) {
        if rotation.new == .first, rotation.grace != .none {
            log.report("to: first has no key before it that a grace could keep", at: fields.position(of: "grace"))
        }
        if rotation.predecessor == .additional, rotation.grace == .none {
            log.report(
                "predecessor: additional is said in a notice, and without a grace there is none",
                at: fields.position(of: "predecessor"))
        }
    }
}

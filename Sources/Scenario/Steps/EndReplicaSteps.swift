extension StepKind {
    /// SIGKILL.
    static let killReplica = StepKind("kill-replica", endParameters) { step in
        step.endReplica().map(StepAction.killReplica)
    }

    /// SIGTERM, and the replica takes its leave.
    static let stopReplica = StepKind("stop-replica", endParameters) { step in
        step.endReplica().map(StepAction.stopReplica)
    }

    private static let endParameters = ["pick", "restart-after", "admin-key"]
}

extension EndReplica {
    var killTraits: StepTraits {
        StepTraits(kind: .killReplica, faults: [.replicaKilled], lasts: restartAfter ?? 0)
    }

    var stopTraits: StepTraits {
        StepTraits(kind: .stopReplica, faults: [.replicaStopped], lasts: restartAfter ?? 0)
    }
}

extension StepReader {
    fileprivate func endReplica() -> EndReplica? {
        let restartAfter = fields.duration("restart-after")
        let key = fields.choice("admin-key", of: EndReplica.RestartKey.self)
        if key != nil, fields.value("restart-after") == nil {
            log.report(
                "admin-key says with which key it restarts, but \(fields.owner) has no restart-after",
                at: fields.position(of: "admin-key"))
        }
        return requiredPick().map { EndReplica(pick: $0, restartAfter: restartAfter, adminKey: key ?? .first) }
    }
}

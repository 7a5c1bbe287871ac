import Credentials
import History

@testable import ReplicaCore

extension World {
    /// After all faults: the fleet comes to rest, agrees with the slot, and stays at rest.
    mutating func settleAndJudge() {
        mend()
        run(milliseconds: 3_000)
        judgeSurvivors()
        // Where replicas may not write, a slot that lost a rotation stays behind them until the next one.
        if servers[0].slot.reading.needsOperator || settings.repair == .none {
            rotate()
            run(milliseconds: 1_500)
        }
        let writes = writesByReplicas
        run(milliseconds: 1_200)
        monitor.check(writesByReplicas == writes, "replicas still write at rest")
        for number in replicas.indices { judgeAgreement(number) }
    }

    /// What a live replica holds from a rotation is in the slot: nothing lower, and not nothing.
    private mutating func judgeSurvivors() {
        guard settings.format == .fenced, settings.repair == .replicas else { return }
        let held = replicas.indices.compactMap { monitor.observed[$0].applied }.filter { $0.epoch > 0 }.max()
        guard let held else { return }
        switch servers[0].slot.content {
        case .absent: monitor.note("nobody repaired an absent slot")
        case .record(let record): monitor.check(VersionStamp(record.version) >= held, "the slot stays behind a replica")
        case .plain, .damaged: break
        }
    }

    private mutating func judgeAgreement(_ number: Int) {
        let inForce = monitor.observed[number].inForce
        switch servers[0].slot.content {
        case .record(let record):
            guard case .record(let own) = inForce else { return monitor.note("r\(number) never took the slot's key") }
            monitor.check(own.version == record.version, "r\(number) has \(own.version), the slot \(record.version)")
            monitor.check(own.value == record.value, "r\(number) has another value")
        case .plain(let value): monitor.check(inForce == .plain(value), "r\(number) has another plain value")
        case .absent, .damaged: monitor.note("the slot is not mended")
        }
        let status = replicas[number].watcher.status
        monitor.check(status.isReady && status.slot == .good, "r\(number) is not well: \(status)")
        checkVerdicts(of: number)
    }
}

extension SlotReading {
    /// Replicas leave it alone, or may not fill it.
    var needsOperator: Bool {
        switch self {
        case .fenced, .plain: false
        case .absent, .blank, .malformed: true
        }
    }
}

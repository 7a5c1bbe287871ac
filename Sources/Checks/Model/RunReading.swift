import History
import HistoryLog

/// A history read once, in parallel over its regions: what each process recorded, and what is wrong with the file.
struct RunReading {
    let model: RunModel
    let replicas: [ReplicaFacts]
    let inspected: [(region: Region, inspection: RegionInspection)]
    let damage: [String]
    /// Events that did not fit, by writer.
    let lost: [(owner: RegionOwner, count: Int)]
    let recordCount: Int
    /// Writers whose records are not all there.
    private let incomplete: [RegionOwner]
    private let isWholeFileSound: Bool

    init(_ history: HistoryFile) {
        let regions = history.regions
        let read = Parallel.map(regions.count) { index in RegionReading(regions[index]) }
        inspected = zip(regions, read).map { ($0, $1.inspection) }
        model = RunModel(reading: inspected)
        replicas = read.compactMap(\.facts)
        damage = history.damageOfWhole.map(\.description) + read.flatMap { $0.inspection.damage.map(\.description) }
        lost = regions.filter { $0.lost > 0 }.map { ($0.owner, $0.lost) }
        recordCount = regions.reduce(0) { $0 + $1.records.count }
        incomplete = inspected.filter { $0.region.lost > 0 || !$0.inspection.damage.isEmpty }.map(\.region.owner)
        isWholeFileSound = history.damageOfWhole.isEmpty
    }

    /// Nothing is missing anywhere.
    var isComplete: Bool { isWholeFileSound && incomplete.isEmpty }

    /// A violation counts only where everything was recorded that could explain it: "never applied" may be the one
    /// record that is damaged.
    func proves(_ violation: Violation) -> Bool {
        guard isWholeFileSound else { return false }
        return incomplete.allSatisfy { owner in
            guard let id = owner.replica, let replica = violation.replica else { return false }
            return id.description != replica
        }
    }
}

extension RegionOwner {
    /// Of whom it tells; nil for one that tells of all.
    fileprivate var replica: ReplicaID? {
        switch self {
        case .replica(let id), .prober(let id): id
        case .coordinator, .zygote: nil
        }
    }
}

private struct RegionReading {
    let inspection: RegionInspection
    /// Nil for the coordinator and the zygote.
    let facts: ReplicaFacts?

    init(_ region: Region) {
        inspection = region.inspect()
        guard case .replica(let id) = region.owner else {
            facts = nil
            return
        }
        var facts = ReplicaFacts(replica: id)
        let records = region.records
        for range in inspection.soundRanges {
            for record in records[range] where record.kind != RecordKind.probeRun.rawValue { facts.take(record) }
        }
        self.facts = facts
    }
}

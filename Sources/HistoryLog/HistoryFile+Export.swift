import History

extension HistoryFile {
    /// The whole history as JSON lines, for other tools: one flat object per event, region after region, each in the
    /// order it was written; `time_ns` is `CLOCK_MONOTONIC` and orders them across regions. Runs that stand in live
    /// cells come last in their region, with `"open":true`; a damaged record says so instead of what it holds.
    package func exportJSONLines<Failure: Error>(to sink: (String) throws(Failure) -> Void) throws(Failure) {
        for region in regions {
            let damaged = Set(region.damagedRecords().compactMap(\.index))
            for (index, record) in region.records.enumerated() {
                try sink(line(region, index, record, isDamaged: damaged.contains(index)))
            }
            for open in region.openRuns {
                try sink(line(region, open.run, open.incarnation))
            }
        }
    }

    private func line(_ region: Region, _ index: Int, _ record: Record, isDamaged: Bool) -> String {
        var line = JSONLine()
        line.add("region", region.owner.name)
        line.add("sequence", index)
        guard !isDamaged else {
            line.add("event", "damaged")
            return line.ended
        }
        line.add("incarnation", record.incarnation)
        line.add("time_ns", record.time)
        if let event = record.event, let kind = RecordKind(rawValue: record.kind) {
            line.add("event", kebab("\(kind)"))
            line.add(event)
        } else {
            line.add("event", "unknown")
            line.add("kind", record.kind)
        }
        return line.ended
    }

    private func line(_ region: Region, _ run: ProbeRun, _ incarnation: Incarnation) -> String {
        var line = JSONLine()
        line.add("region", region.owner.name)
        line.add("incarnation", incarnation.number)
        line.add("time_ns", run.lastReturn)
        line.add("event", "probe-run")
        line.add("open", true)
        line.add(.probeRun(run))
        return line.ended
    }
}

extension RegionOwner {
    fileprivate var name: String {
        switch self {
        case .coordinator: "coordinator"
        case .zygote: "zygote"
        case .replica(let id): id.description
        case .prober(let id): "prober-\(id)"
        }
    }
}

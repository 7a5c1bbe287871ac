import History
import HistoryLog
import Scenario

extension CheckContext {
    /// Reads the history, lays out the slot's states and colours, and judges every probe run, in parallel over replicas.
    init(_ history: HistoryFile, _ plan: Plan) {
        let reading = RunReading(history)
        let levels = KeyLevels(plan)
        let slots = SlotHistories(
            reading.model, reading.replicas, poll: Int64(clamping: plan.fleet.poll),
            isFenced: plan.fleet.slot == .fenced)
        let keys = KeyHistory(reading.model, reading.replicas, plan, levels)
        let environments = EnvironmentHistory(reading.model, reading.replicas, plan, levels.environment)
        let windows = Self.windows(
            reading, unreadable: Self.unreadable(reading.model, plan), keysUnreadable: Self.keysUnreadable(plan, levels)
        )
        let judges = JudgeContext(
            reading.model, slots, keys, environments, levels, clockOffsets: Set(windows.joined().map(\.clockOffset)),
            isStaleRefusing: plan.fleet.onStale != .keep)
        let lived = Parallel.map(reading.replicas.count) { index in
            reading.replicas[index].lives.map { LifeEnvironments($0, environments, levels.environment) }
        }
        let probes = Self.probes(reading, windows, judges, keys, lived, leastStretch: Self.leastStretch(plan))
        self.init(
            plan: plan, levels: levels, reading: reading, slot: slots.judged, acknowledged: slots.acknowledged,
            keys: keys, registrations: RegistrationHistory(reading.model, reading.replicas, plan),
            environments: environments, tokens: TokenHistory(reading.model, reading.replicas, plan),
            timelines: judges.timelines, acknowledgedTimelines: judges.acknowledged ?? judges.timelines,
            lives: Self.views(reading, probes, slots, lived), steps: StepLabels(plan, reading.model),
            statuses: reading.replicas.reduce(into: [:]) { $0[$1.replica] = history.status(of: $1.replica) },
            known: KnownWrites(reading.model, reading.replicas, slots.judged))
    }

    /// A credential is asked at least once a second, and three times its own interval where a plan fixes that.
    private static func leastStretch(_ plan: Plan) -> Int64 {
        max(1_500_000_000, 3 * Int64(clamping: plan.probe.every ?? 0))
    }

    /// When no read of the slot is a good one, or when good reads are so rare that they may always be too old.
    private static func unreadable(_ model: RunModel, _ plan: Plan) -> [Span] {
        let rarest = 2 * Int64(clamping: plan.fleet.poll) + Int64(clamping: plan.bounds.learn)
        if case .refuseAfter(let limit) = plan.fleet.onStale, Int64(clamping: limit) < rarest {
            return [Span(from: .always, to: .never)]
        }
        return model.operations.filter(\.isFault).map { fault in
            let returned = fault.returned ?? .never
            let mended = model.primarySamples.first { $0.called >= returned && $0.content == .good }
            return Span(from: fault.invoked, to: mended?.returned ?? .never)
        }
    }

    /// When good reads of managed keys are so rare that they may always be too old.
    private static func keysUnreadable(_ plan: Plan, _ levels: KeyLevels) -> [Span] {
        guard case .refuseAfter(let limit) = plan.fleet.onStale, let keys = plan.managedKeys else { return [] }
        let rarest = 2 * Int64(clamping: keys.poll) + levels.managed.learn
        return Int64(clamping: limit) < rarest ? [Span(from: .always, to: .never)] : []
    }

    private static func windows(
        _ reading: RunReading, unreadable: [Span], keysUnreadable: [Span]
    ) -> [[LifeWindow]] {
        let holds = Dictionary(grouping: reading.model.holds, by: \.replica)
        let exits = reading.model.exits.reduce(into: [Life: Time]()) { all, exit in
            if let life = exit.life { all[life] = exit.at }
        }
        return reading.replicas.map { replica in
            replica.lives.indices.map { index in
                let facts = replica.lives[index]
                let next = index + 1 < replica.lives.count ? replica.lives[index + 1] : nil
                return LifeWindow(
                    facts, holds: holds[replica.replica] ?? [], runEnd: reading.model.end, exit: exits[facts.life],
                    next: next, unreadable: unreadable, keysUnreadable: keysUnreadable)
            }
        }
    }

    private static func probes(
        _ reading: RunReading, _ windows: [[LifeWindow]], _ context: JudgeContext, _ keys: KeyHistory,
        _ lived: [[LifeEnvironments]], leastStretch: Int64
    ) -> [[LifeProbes]] {
        let outside = Dictionary(grouping: reading.model.outsideProbes, by: \.life)
        let regions = reading.inspected.filter { if case .replica = $0.region.owner { true } else { false } }
        let probers = reading.inspected.filter { if case .prober = $0.region.owner { true } else { false } }
        let credentials = reading.model.credentials
        let replicas = reading.replicas
        return Parallel.map(windows.count) { index in
            let deaths = replicas[index].lives.map { KeyDeaths($0, keys) }
            var judge = RegionJudge(windows[index], deaths, lived[index], context)
            judge.take(regions[index].region, regions[index].inspection.soundRanges)
            if index < probers.count {
                judge.takeFromOutside(probers[index].region, probers[index].inspection.soundRanges)
            }
            for window in windows[index] { judge.take(outside[window.life] ?? [], of: window.life) }
            return judge.finished(credentials: credentials, leastStretch: leastStretch)
        }
    }

    private static func views(
        _ reading: RunReading, _ probes: [[LifeProbes]], _ slots: SlotHistories, _ lived: [[LifeEnvironments]]
    ) -> [LifeView] {
        reading.replicas.indices.flatMap { index in
            reading.replicas[index].lives.indices.map { life in
                let (facts, probes) = (reading.replicas[index].lives[life], probes[index][life])
                return LifeView(
                    facts: facts, window: probes.window, probes: probes,
                    states: facts.applications.map { slots.judged.state(of: $0, reading.model) },
                    acknowledgedStates: facts.applications.map { slots.acknowledged.state(of: $0, reading.model) },
                    needless: slots.judged.needless(for: facts, reading.model), keys: KeyKnowledge(facts),
                    environments: lived[index][life])
            }
        }
    }
}

extension Region {
    /// Of records that are sound, and then of the cells.
    func forEachProbeRun(in ranges: [Range<Int>], _ body: (ProbeRun, Incarnation) -> Void) {
        let records = records
        for range in ranges {
            for record in records[range] where record.kind == RecordKind.probeRun.rawValue {
                body(record.uncheckedProbeRun, Incarnation(record.incarnation))
            }
        }
        for open in openRuns { body(open.run, open.incarnation) }
    }
}

/// The judges of one replica's lives, fed from its region.
private struct RegionJudge {
    private var judges: [ProbeJudge]
    private let incarnations: [UInt16]
    private var current = 0

    init(
        _ windows: [LifeWindow], _ deaths: [KeyDeaths], _ environments: [LifeEnvironments], _ context: JudgeContext
    ) {
        judges = windows.indices.map { ProbeJudge(windows[$0], context, deaths[$0], environments[$0]) }
        incarnations = windows.map(\.life.incarnation.number)
    }

    mutating func take(_ region: Region, _ ranges: [Range<Int>]) {
        let records = region.records
        let probeRun = RecordKind.probeRun.rawValue
        for range in ranges {
            for index in range where records[index].kind == probeRun {
                take(records[index].uncheckedProbeRun, records[index].incarnation, isInOrder: true)
            }
        }
        for open in region.openRuns { take(open.run, open.incarnation.number, isInOrder: true) }
    }

    /// What the helper saw that asks over HTTP.
    mutating func takeFromOutside(_ region: Region, _ ranges: [Range<Int>]) {
        region.forEachProbeRun(in: ranges) { run, incarnation in
            take(run, incarnation.number, isInOrder: false)
        }
    }

    mutating func take(_ probes: [OutsideProbe], of life: Life) {
        for probe in probes { take(probe.run, life.incarnation.number, isInOrder: false) }
    }

    private mutating func take(_ run: ProbeRun, _ incarnation: UInt16, isInOrder: Bool) {
        if current >= judges.count || incarnations[current] != incarnation {
            guard let index = incarnations.firstIndex(of: incarnation) else { return }
            current = index
        }
        judges[current].take(run, isInOrder: isInOrder)
    }

    mutating func finished(credentials: [NamedCredential?], leastStretch: Int64) -> [LifeProbes] {
        for index in judges.indices { judges[index].finish(credentials: credentials, leastStretch: leastStretch) }
        return judges.map(\.probes)
    }
}

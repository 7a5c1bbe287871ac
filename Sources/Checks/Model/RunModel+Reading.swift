import History
import HistoryLog

extension RunModel {
    /// Reads the regions of the coordinator and the zygote; replicas' regions are read elsewhere, in parallel.
    init(reading regions: [(Region, RegionInspection)]) {
        self.init()
        var reader = RunReader()
        for (region, inspection) in regions where region.owner == .coordinator || region.owner == .zygote {
            let records = region.records
            for range in inspection.soundRanges {
                for record in records[range] { reader.take(record) }
            }
        }
        self = reader.finished()
    }
}

/// Pairs beginnings with their ends while the coordinator's records go by.
private struct RunReader {
    private var model = RunModel()
    private var operationIndex: [UInt32: Int] = [:]
    private var keyOperationIndex: [UInt32: Int] = [:]
    private var environments = EnvironmentReader()
    private var roles: [RoleChange] = []
    private var openHolds: [UInt32: [(life: Life, why: HoldReason, from: Time)]] = [:]
    private var last: Time = 0

    mutating func take(_ record: Record) {
        guard let event = record.event else { return }
        let time = Time(record.time)
        last = max(last, time)
        if !environments.take(event, at: time, &model) { takeRun(event, at: time) }
    }

    func finished() -> RunModel {
        var model = model
        if !model.isEnded { model.end = last }
        for (number, open) in openHolds {
            model.holds += open.map {
                Hold(life: $0.life, why: $0.why, number: number, span: Span(from: $0.from, to: .never))
            }
        }
        model.holds.sort { ($0.replica.number, $0.span.from) < ($1.replica.number, $1.span.from) }
        model.samples.sort { $0.returned < $1.returned }
        model.keySamples.sort { $0.returned < $1.returned }
        model.upstreamSights.sort { $0.at < $1.at }
        model.eventSights.sort { $0.at < $1.at }
        model.reigns = Reigns(roles)
        model.primarySamples = model.samples.filter { model.reigns.covers($0.node, $0.called, $0.returned) }
        return model
    }

    private mutating func takeRun(_ event: Event, at time: Time) {
        switch event {
        case .runBegan(let wallOffset, _, _):
            model.began = time
            model.wallOffset = wallOffset
        case .runEnded(let wallOffset, let interrupted):
            model.endOffset = wallOffset
            model.isInterrupted = interrupted
            model.end = time
        case .fleetReady: model.fleetReady = time
        case .credentialNamed(let id, let kind, let fingerprint, let origin):
            name(NamedCredential(id: id, kind: kind, fingerprint: fingerprint, origin: origin))
        case .stepBegan(let step, _): model.steps[step, default: StepTrace(began: time)].began = time
        case .stepEnded(let step, let outcome):
            model.steps[step, default: StepTrace(began: time)].ended = time
            model.steps[step]?.outcome = outcome
        case .faultProved(let step, _):
            model.steps[step, default: StepTrace(began: time)].proofs += 1
            model.steps[step]?.provedAt = time
        case .awaitEnded(let step, let met, let missing, let first):
            model.awaits.append(AwaitTrace(step: step, at: time, isMet: met, missing: missing, firstMissing: first))
        case .registration(let event): model.take(event, at: time)
        case .lagged(let from): model.coordinatorLags.append(Span(from: Time(from), to: time))
        default: takeKeys(event, at: time)
        }
    }

    /// Numbers are dense; one far beyond is a damaged record that still has its checksum, which nobody writes.
    private mutating func name(_ credential: NamedCredential) {
        let index = Int(credential.id.number)
        guard index < 1 << 24 else { return }
        while model.credentials.count <= index { model.credentials.append(nil) }
        model.credentials[index] = credential
    }

    /// Operations on managed keys have a list of their own: they are no writes of the slot, and their revisions no epochs.
    private mutating func takeKeys(_ event: Event, at time: Time) {
        switch event {
        case .operationInvoked(let number, let kind, let credential, let grace, let step, let writer):
            let operation = KeyOperation(
                number, kind, credential, grace: grace, step: step, writer: writer, invoked: time)
            guard let operation else { return takeSlot(event, at: time) }
            keyOperationIndex[number] = model.keyOperations.count
            model.keyOperations.append(operation)
        case .operationEnded(let number, let outcome, let version, _, let end, let node):
            guard let index = keyOperationIndex[number] else { return takeSlot(event, at: time) }
            model.keyOperations[index].returned = time
            model.keyOperations[index].outcome = outcome
            model.keyOperations[index].revision = version.epoch
            model.keyOperations[index].node = node
            model.keyOperations[index].end = end == 0 ? nil : model.monotonic(unixMilliseconds: end)
        case .keyRead(let credential, let state, let called, let revision, let deactivatedAt, let node):
            model.keySamples.append(
                KeySample(
                    credential: credential, state: state, called: Time(called), returned: time, revision: revision,
                    deactivatedAt: deactivatedAt == 0 ? nil : model.monotonic(unixMilliseconds: deactivatedAt),
                    node: node))
        default: takeSlot(event, at: time)
        }
    }

    private mutating func takeSlot(_ event: Event, at time: Time) {
        switch event {
        case .operationInvoked(let number, let kind, let credential, let grace, let step, _):
            operationIndex[number] = model.operations.count
            model.operations.append(
                Operation(
                    number: number, kind: kind, credential: credential, grace: Int64(clamping: grace), step: step,
                    invoked: time))
        case .operationEnded(let number, let outcome, let version, let fingerprint, let graceEnd, let node):
            guard let index = operationIndex[number] else { return }
            model.operations[index].returned = time
            model.operations[index].outcome = outcome
            model.operations[index].version = version
            model.operations[index].fingerprint = fingerprint
            model.operations[index].node = node
            model.operations[index].graceEnd = graceEnd == 0 ? nil : model.monotonic(unixMilliseconds: graceEnd)
        case .slotRead(let called, let content, let version, let fingerprint, let node):
            model.samples.append(
                SlotSample(
                    called: Time(called), returned: time, content: content, version: version,
                    fingerprint: fingerprint, node: node))
        case .slotLogged(let version, let fingerprint, let by, let writer, _, let node):
            model.log.append(
                SlotLogEntry(
                    read: time, version: version, fingerprint: fingerprint, by: by, writer: writer, node: node))
        case .slotLogForeign(let count, let node): model.foreignEntries.append((time, Int(count), node))
        case .roleChanged(let node, let isPrimary, let called):
            roles.append(RoleChange(node: node, isPrimary: isPrimary, called: Time(called), at: time))
        case .sentinelSaid(let word, let sentinel, let node):
            model.announcements.append(Announcement(at: time, word: word, sentinel: sentinel, node: node))
        default: takeReplica(event, at: time)
        }
    }

    private mutating func takeReplica(_ event: Event, at time: Time) {
        switch event {
        case .heldBegan(let life, let why, let number):
            openHolds[number, default: []].append((life, why, time))
        case .heldEnded(let life, let why, let number):
            close(number, life, why, at: time)
        case .outsideProbe(let life, let credential, let verdict, let called):
            let called = UInt64(min(called, UInt64(time)))
            let run = ProbeRun(
                credential: credential, verdict: verdict, firstCall: called, firstReturn: UInt64(time),
                lastCall: called, lastReturn: UInt64(time), count: 1, longestGap: 0)
            model.outsideProbes.append(OutsideProbe(life: life, run: run))
        default: takeCensus(event, at: time)
        }
    }

    private mutating func takeCensus(_ event: Event, at time: Time) {
        switch event {
        case .inventory(let life, .baseline, let descriptors, let threads):
            let inventory = Inventory(descriptors: descriptors, threads: threads)
            model.baselines[life, default: []].append((time, inventory))
        case .inventory(let life, .end, let descriptors, let threads):
            model.endInventories[life] = (time, Inventory(descriptors: descriptors, threads: threads))
        case .redisClients(let life, let expected, let found):
            model.redisClients.append(RedisClients(life: life, at: time, expected: expected, found: found))
        case .leftover(let kind, let count):
            model.leftovers.append(Leftover(kind: kind, at: time, count: count))
        case .processExited(let role, let life, _, let status):
            model.exits.append(ProcessEnd(role: role, life: life, at: time, status: status))
        case .token(let event): model.tokens.take(event, at: time)
        default: break  // a replica's events, or a fork, of which nothing follows
        }
    }

    /// A hold begins and ends per life; the end may name the next life of the same replica.
    private mutating func close(_ number: UInt32, _ life: Life, _ why: HoldReason, at time: Time) {
        guard var open = openHolds[number], let index = open.firstIndex(where: { $0.life.replica == life.replica })
        else { return }
        let begun = open.remove(at: index)
        openHolds[number] = open.isEmpty ? nil : open
        model.holds.append(
            Hold(life: begun.life, why: why, number: number, span: Span(from: begun.from, to: time)))
    }
}

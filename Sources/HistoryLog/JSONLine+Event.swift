import History

/// What each event says, under names that never change.
extension JSONLine {
    mutating func add(_ event: Event) {
        switch event {
        case .runBegan(let wallOffset, let seed, let replicas):
            add("wall_offset_ns", wallOffset)
            add("seed", seed)
            add("replicas", replicas)
        case .runEnded(let wallOffset, let interrupted):
            add("wall_offset_ns", wallOffset)
            add("interrupted", interrupted)
        case .credentialNamed(let credential, let kind, let fingerprint, let origin):
            add("credential", credential)
            add("kind", tag: kind)
            add("fingerprint", fingerprint)
            add("origin", tag: origin)
        case .fleetReady(let replicas): add("replicas", replicas)
        case .stepBegan(let step, let planned):
            add("step", step)
            add("planned_ns", planned)
        case .stepEnded(let step, let outcome):
            add("step", step)
            add("outcome", tag: outcome)
        default: addOperation(event)
        }
    }

    private mutating func addOperation(_ event: Event) {
        switch event {
        case .operationInvoked(let number, let kind, let credential, let grace, let step, let writer):
            add("operation", number)
            add("kind", tag: kind)
            add("credential", credential)
            add("grace_ns", grace)
            add("step", step)
            if let writer { add(writer) }
        case .operationEnded(let number, let outcome, let version, let fingerprint, let graceEnd, let node):
            add("operation", number)
            add("outcome", tag: outcome)
            add(version, fingerprint)
            add("grace_end_unix_ms", graceEnd)
            add("node", node)
        case .slotRead(let called, let content, let version, let fingerprint, let node):
            add("called_ns", called)
            add("content", tag: content)
            add(version, fingerprint)
            add("node", node)
        case .slotLogged(let version, let fingerprint, let by, let writer, let redisTime, let node):
            add(version, fingerprint)
            add("by", tag: by)
            if let writer { add(writer) }
            add("redis_unix_ms", redisTime)
            add("node", node)
        default: addFault(event)
        }
    }

    private mutating func addFault(_ event: Event) {
        switch event {
        case .heldBegan(let life, let why, let hold), .heldEnded(let life, let why, let hold):
            add(life)
            add("why", tag: why)
            add("hold", hold)
        case .faultProved(let step, let proof):
            add("step", step)
            add("proof", tag: proof)
        case .outsideProbe(let life, let credential, let verdict, let called):
            add(life)
            add("credential", credential)
            add("verdict", tag: verdict)
            add("called_ns", called)
        case .roleChanged(let node, let isPrimary, let called):
            add("node", node)
            add("is_primary", isPrimary)
            add("called_ns", called)
        case .slotLogForeign(let count, let node):
            add("count", count)
            add("node", node)
        case .keyRead(let credential, let state, let called, let revision, let deactivatedAt, let node):
            add("credential", credential)
            add("state", tag: state)
            add("called_ns", called)
            add("revision", revision)
            add("deactivated_at_unix_ms", deactivatedAt)
            add("node", node)
        case .sentinelSaid(let word, let sentinel, let node):
            add("word", tag: word)
            add("sentinel", sentinel)
            add("node", node)
        case .awaitEnded(let step, let met, let missing, let first):
            add("step", step)
            add("met", met)
            add("missing", missing)
            if let first { add("first_missing", first.description) }
        default: addCensus(event)
        }
    }

    private mutating func addCensus(_ event: Event) {
        switch event {
        case .inventory(let life, let phase, let descriptors, let threads):
            add(life)
            add("phase", tag: phase)
            add("descriptors", descriptors)
            add("threads", threads)
        case .redisClients(let life, let expected, let found):
            add(life)
            add("expected", expected)
            add("found", found)
        case .leftover(let kind, let count):
            add("kind", tag: kind)
            add("count", count)
        case .processForked(let role, let life, let pid):
            add("role", tag: role)
            if let life { add(life) }
            add("pid", pid)
        case .processExited(let role, let life, let pid, let status):
            add("role", tag: role)
            if let life { add(life) }
            add("pid", pid)
            add("status", status)
        default: addReplica(event)
        }
    }

    private mutating func addReplica(_ event: Event) {
        switch event {
        case .started(let pid, let configured, let wallOffset):
            add("pid", pid)
            add("configured", configured)
            add("wall_offset_ns", wallOffset)
        case .ready(let effective, let confirmed):
            add("effective", effective)
            add("confirmed", confirmed)
        case .applied(let version, let fingerprint, let credential, let path):
            add(version, fingerprint)
            add("credential", credential)
            add("path", tag: path)
        case .probeRun(let run): add(run)
        case .spellingsDisagree(let credential, let accepted, let called):
            add("credential", credential)
            add("accepted", accepted)
            add("called_ns", called)
        case .wroteSlot(let by, let outcome, let version, let fingerprint):
            add("by", tag: by)
            add("outcome", tag: outcome)
            add(version, fingerprint)
        default: addIncident(event)
        }
    }

    private mutating func addIncident(_ event: Event) {
        switch event {
        case .linkChanged(let role, let isUp, let reason):
            add("link", tag: role)
            add("is_up", isUp)
            add("reason", reason)
        case .lagged(let from): add("from_ns", from)
        case .gapSeen(let own, let announced):
            add("own", own)
            add("announced", announced)
        case .slotRefused(let refusal, let version):
            add("refusal", tag: refusal)
            add("version", version)
        case .probesOwed(let count): add("count", count)
        case .clockSkewed(let offset): add("offset_ns", offset)
        case .recovered(let lastGood): add("last_good_ns", lastGood)
        case .staleChanged(let isStale): add("is_stale", isStale)
        default: addKeys(event)
        }
    }

    private mutating func addKeys(_ event: Event) {
        switch event {
        case .keyChanged(let credential, let isEnabled, let revision, let path):
            add("credential", credential)
            add("is_enabled", isEnabled)
            add("revision", revision)
            add("path", tag: path)
        case .keysLoaded(let revision, let keys):
            add("revision", revision)
            add("keys", keys)
        case .keyGap(let own, let announced):
            add("own", own)
            add("announced", announced)
        case .keysDiverged(let own, let stands):
            add("own", own)
            add("stands", stands)
        case .keyWrittenBack(let credential, let revision):
            add("credential", credential)
            add("revision", revision)
        case .keysLost(let count), .keysSkipped(let count): add("count", count)
        case .keysRecovered(let lastGood): add("last_good_ns", lastGood)
        case .keysStale(let isStale): add("is_stale", isStale)
        case .routeCrossed(let credential, let called):
            add("credential", credential)
            add("called_ns", called)
        case .environment(let event): add(event)
        case .registration(let event): add(event)
        case .token(let event): add(event)
        default: break  // stopping, ended: the name says it all
        }
    }

    private mutating func add(_ run: ProbeRun) {
        add("credential", run.credential)
        add("verdict", tag: run.verdict)
        add("first_call_ns", run.firstCall)
        add("first_return_ns", run.firstReturn)
        add("last_call_ns", run.lastCall)
        add("last_return_ns", run.lastReturn)
        add("count", run.count)
        add("longest_gap_ns", run.longestGap)
    }

    mutating func add(_ version: VersionStamp, _ fingerprint: FingerprintBits) {
        add("version", version)
        add("fingerprint", fingerprint)
    }
}

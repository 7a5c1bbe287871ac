import History

/// Judges the probe runs of one life.
///
/// **When a run proves something about a stretch.** Its first probe lay in [firstCall, firstReturn], its last one in
/// [lastCall, lastReturn]. Between them calls are at most `longestGap` apart, and a probe returns before the next one
/// is called: so a stretch of more than two gaps, inside the run, contains a whole probe. Nothing else is concluded:
/// a probe is wrong only if its whole interval lies inside one stretch and it says the opposite.
struct ProbeJudge {
    var probes: LifeProbes
    let colours: LifeColours
    let timelines: Timelines
    /// With the bounds of a right clock, for a replica whose clock is wrong.
    let exact: LifeColours?
    /// As the acknowledgements had it, where a fault undid some.
    let acknowledged: (timelines: Timelines, colours: LifeColours)?
    /// Managed keys that this life knew dead, and since when.
    let deaths: KeyDeaths
    /// The same of credentials of environments, and until when.
    let dead: [CredentialID: [Span]]
    private let slack: Int64
    /// By stretch: probes known to lie in it.
    var counts: [Int]
    /// By credential: probes that the fast path did not take.
    var asked: [Int32]
    var cursors: [Int32]

    init(
        _ window: LifeWindow, _ context: JudgeContext, _ deaths: KeyDeaths = .none,
        _ environments: LifeEnvironments = .none
    ) {
        probes = LifeProbes(window: window)
        self.deaths = deaths
        (dead, slack) = (environments.dead, environments.slack)
        let isSkewed = window.clockOffset > 0
        timelines = isSkewed ? context.widened(by: window.clockOffset) : context.timelines
        func lived(_ timelines: Timelines) -> LifeColours {
            LifeColours(
                window, timelines, isStaleRefusing: context.isStaleRefusing, mays: environments.mays)
        }
        colours = lived(timelines)
        exact = isSkewed ? lived(context.timelines) : nil
        acknowledged = context.acknowledged(by: window.clockOffset).map { ($0, lived($0)) }
        if acknowledged != nil { probes.wrongAsAcknowledged = [] }
        counts = Array(repeating: 0, count: colours.musts.count)
        cursors = Array(colours.firsts.dropLast())
        asked = Array(repeating: 0, count: cursors.count)
    }

    /// Runs of one credential come in the order of time; those from outside do not, and say so.
    mutating func take(_ run: ProbeRun, isInOrder: Bool = true) {
        probes.made += Int(run.count)
        let credential = Int(run.credential.number)
        guard credential < cursors.count else { return }
        let from = Time(bitPattern: run.firstCall)
        let to = Time(bitPattern: run.lastReturn)
        probes.firstProbe = min(probes.firstProbe, from)
        if isInOrder { probes.lastProbe = max(probes.lastProbe, to) }
        if run.verdict == .accepted { judgeAcknowledged(run, credential) }
        if isInOrder, isPlain(credential, run, from, to) { return }
        judge(run, credential, isOwn: isInOrder)
    }

    /// The fast path: the whole run lies in one stretch and says what it must. Nearly all runs do.
    private mutating func isPlain(_ credential: Int, _ run: ProbeRun, _ from: Time, _ to: Time) -> Bool {
        let end = colours.firsts[credential + 1]
        var cursor = cursors[credential]
        while cursor < end, colours.musts[Int(cursor)].span.to <= from { cursor += 1 }
        cursors[credential] = cursor
        guard cursor < end else { return false }
        let index = Int(cursor)
        let must = colours.musts[index]
        guard must.span.from <= from, to < must.span.to, must.accepts == (run.verdict == .accepted) else {
            return false
        }
        counts[index] += Int(run.count)
        return true
    }

    private mutating func judge(_ run: ProbeRun, _ credential: Int, isOwn: Bool) {
        asked[credential] &+= Int32(truncatingIfNeeded: run.count)
        for index in Int(colours.firsts[credential])..<Int(colours.firsts[credential + 1]) {
            let must = colours.musts[index]
            guard let known = run.known(in: must.span) else { continue }
            counts[index] += known.count
            if must.accepts != (run.verdict == .accepted) { probes.wrong.add(run, must, known) }
        }
        measure(run, credential)
        judgeDead(run, isOwn: isOwn)
    }

    /// Accepted by who had known it dead. The fast path cannot meet one: a key that is asked to die need not be accepted.
    private mutating func judgeDead(_ run: ProbeRun, isOwn: Bool) {
        guard run.verdict == .accepted else { return }
        let forEver = deaths[run.credential].map { [Span(from: $0, to: .never)] } ?? []
        for span in forEver + (dead[run.credential] ?? []).compactMap({ isOwn ? $0 : handedOver($0) }) {
            let must = Must(span: span, accepts: false, ending: 0)
            if let known = run.known(in: span) { probes.revived.add(run, must, known) }
        }
    }

    /// A face answers on a thread of its own by what the loop handed it last. A loop that is put off between a document and
    /// that leaves it with the one before; asked from outside, the credential is dead from where the loop ran again.
    private func handedOver(_ span: Span) -> Span? {
        let from = probes.window.prompt(span.from, bound: slack)
        return from < span.to ? Span(from: from, to: span.to) : nil
    }

    /// Accepted behind an end that was acknowledged, whatever has become of it.
    private mutating func judgeAcknowledged(_ run: ProbeRun, _ credential: Int) {
        guard let (timelines, lived) = acknowledged else { return }
        for must in lived.musts[Int(lived.firsts[credential])..<Int(lived.firsts[credential + 1])]
        where !must.accepts && must.ending >= 0 {
            if let known = run.known(in: must.span) { probes.wrongAsAcknowledged?.add(run, must, known) }
        }
        if let colours = timelines.colours[credential], isAdminKey(colours) { noteDead(run, colours) }
    }

    /// The deaths of all others are known one by one.
    func isAdminKey(_ colours: Colours) -> Bool { !colours.isNeverIssued && colours.kind == .adminKey }

    /// Accepted where a replica that is never held must refuse.
    mutating func noteDead(_ run: ProbeRun, _ colours: Colours) {
        for refusal in colours.refusals {
            guard let ending = refusal.ending, let known = run.known(in: refusal.span) else { continue }
            let key = LifeProbes.Key(credential: run.credential, ending: ending)
            probes.lastAcceptedDead[key] = max(probes.lastAcceptedDead[key] ?? .always, known.last)
        }
    }
}

extension [LifeProbes.Wrong] {
    fileprivate mutating func add(_ run: ProbeRun, _ must: Must, _ known: ProbeRun.Known) {
        let ending = must.ending >= 0 ? Int(must.ending) : nil
        let accepted = run.verdict == .accepted
        if let index = firstIndex(where: {
            $0.credential == run.credential && $0.accepted == accepted && $0.ending == ending
        }) {
            self[index].at = Swift.min(self[index].at, known.first)
            self[index].last = Swift.max(self[index].last, known.last)
            self[index].count += known.count
        } else {
            append(
                LifeProbes.Wrong(
                    credential: run.credential, accepted: accepted, at: known.first, ending: ending, last: known.last,
                    count: known.count))
        }
    }
}

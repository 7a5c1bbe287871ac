import History

/// Judges the probe runs of one life.
///
/// **When a run proves something about a stretch.** Its first probe lay in [firstCall, firstReturn], its last one in
/// [lastCall, lastReturn]. Between them calls are at most `longestGap` apart, and a probe returns before the next one
/// is called: so a stretch of more than two gaps, inside the run, contains a whole probe. Nothing else is concluded:
/// a probe is wrong only if its whole interval lies inside one stretch and it says the opposite.
struct ProbeJudge {
    private(set) var probes: LifeProbes
    private let colours: LifeColours
    private let timelines: Timelines
    /// With the bounds of a right clock, for a replica whose clock is wrong.
    private let exact: LifeColours?
    /// As the acknowledgements had it, where a fault undid some.
    private let acknowledged: (timelines: Timelines, colours: LifeColours)?
    private var covered: [Bool]
    private var cursors: [Int32]

    init(_ window: LifeWindow, _ context: JudgeContext) {
        probes = LifeProbes(window: window)
        let isSkewed = window.clockOffset > 0
        timelines = isSkewed ? context.widened(by: window.clockOffset) : context.timelines
        colours = LifeColours(window, timelines, isStaleRefusing: context.isStaleRefusing)
        exact = isSkewed ? LifeColours(window, context.timelines, isStaleRefusing: context.isStaleRefusing) : nil
        acknowledged = context.acknowledged(by: window.clockOffset).map {
            ($0, LifeColours(window, $0, isStaleRefusing: context.isStaleRefusing))
        }
        if acknowledged != nil { probes.wrongAsAcknowledged = [] }
        covered = Array(repeating: false, count: colours.musts.count)
        cursors = Array(colours.firsts.dropLast())
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
        judge(run, credential)
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
        covered[index] = true
        count(run, Int(run.count))
        return true
    }

    private mutating func count(_ run: ProbeRun, _ number: Int) {
        if run.verdict == .accepted {
            probes.judgedAcceptances += number
        } else {
            probes.judgedRefusals += number
        }
    }

    private mutating func judge(_ run: ProbeRun, _ credential: Int) {
        for index in Int(colours.firsts[credential])..<Int(colours.firsts[credential + 1]) {
            let must = colours.musts[index]
            guard let known = run.known(in: must.span) else { continue }
            covered[index] = true
            if must.accepts == (run.verdict == .accepted) {
                count(run, known.count)
            } else {
                countOpposite(must, known.count)
                probes.wrong.add(run, must, known)
            }
        }
        measure(run, credential)
    }

    /// Accepted behind an end that was acknowledged, whatever has become of it.
    private mutating func judgeAcknowledged(_ run: ProbeRun, _ credential: Int) {
        guard let (timelines, lived) = acknowledged else { return }
        for must in lived.musts[Int(lived.firsts[credential])..<Int(lived.firsts[credential + 1])]
        where !must.accepts && must.ending >= 0 {
            if let known = run.known(in: must.span) { probes.wrongAsAcknowledged?.add(run, must, known) }
        }
        if let colours = timelines.colours[credential], !colours.isNeverIssued { noteDead(run, colours) }
    }

    /// Accepted where a replica that is never held must refuse.
    private mutating func noteDead(_ run: ProbeRun, _ colours: Colours) {
        for refusal in colours.refusals {
            guard let ending = refusal.ending, let known = run.known(in: refusal.span) else { continue }
            let key = LifeProbes.Key(credential: run.credential, ending: ending)
            probes.lastAcceptedDead[key] = max(probes.lastAcceptedDead[key] ?? .always, known.last)
        }
    }

    private mutating func countOpposite(_ must: Must, _ number: Int) {
        if must.accepts { probes.judgedAcceptances += number } else { probes.judgedRefusals += number }
    }

    /// Lags, exposures and the smallest bounds.
    private mutating func measure(_ run: ProbeRun, _ credential: Int) {
        guard let colours = timelines.colours[credential], !colours.isNeverIssued else { return }
        if run.verdict == .accepted {
            measureAcceptance(run, colours)
        } else {
            measureRefusal(run, colours)
        }
        measureSkew(run, credential)
    }

    private mutating func measureAcceptance(_ run: ProbeRun, _ colours: Colours) {
        if acknowledged == nil { noteDead(run, colours) }
        for (index, ending) in colours.endings.enumerated() {
            let behind = Span(from: ending.deadline, to: ending.next)
            guard let known = run.known(in: behind) else { continue }
            let key = LifeProbes.Key(credential: run.credential, ending: index)
            probes.lastAccepted[key] = max(probes.lastAccepted[key] ?? .always, known.last)
            probes.smallestRefuse = probes.window.smallestBound(
                probes.smallestRefuse, behind: known.last, ending.refusal(under:))
            measureExposure(known.last, colours, index)
        }
    }

    /// Accepted behind the end in the surviving slot, by one that could not know: held then, or just started. How old its
    /// last good read was says nothing: a primary that has been replaced gives good reads.
    private mutating func measureExposure(_ last: Time, _ colours: Colours, _ ending: Int) {
        guard let refusal = colours.refusals.first(where: { $0.ending == ending }) else { return }
        let window = probes.window
        let deadline = colours.endings[ending].deadline
        let excused = window.shifted(refusal.span.from, bound: timelines.limits.refuse)
        let last = min(last, excused)
        let startEnd = window.ready.map { $0 > deadline ? $0.later(by: timelines.limits.refuse) : .always } ?? .never
        if last <= startEnd {
            if last >= refusal.span.from {
                probes.startExposure = max(probes.startExposure, last - max(window.started, deadline))
            }
        } else if window.isHeld(deadline, last, byFaultOnly: true) || excused > refusal.span.from {
            probes.staleExposure = max(probes.staleExposure, last - deadline)
        }
    }

    private mutating func measureRefusal(_ run: ProbeRun, _ colours: Colours) {
        for acceptance in colours.acceptances {
            guard let known = run.known(in: Span(from: acceptance.anchor, to: acceptance.span.to)) else { continue }
            probes.smallestLearn = probes.window.smallestBound(
                probes.smallestLearn, behind: known.last, acceptance.anchor.later(by:))
        }
    }

    private mutating func measureSkew(_ run: ProbeRun, _ credential: Int) {
        guard let exact else { return }
        for must in exact.musts[Int(exact.firsts[credential])..<Int(exact.firsts[credential + 1])]
        where must.accepts != (run.verdict == .accepted) {
            if let known = run.known(in: must.span) { probes.skewed += known.count }
        }
    }

    /// Takes stock: which stretches should have held a probe and did not.
    mutating func finish(credentials: [NamedCredential?], leastStretch: Int64) {
        for credential in 0..<cursors.count where credentials[credential] != nil {
            for index in Int(colours.firsts[credential])..<Int(colours.firsts[credential + 1]) {
                let must = colours.musts[index]
                guard must.accepts || must.ending >= 0 else { continue }  // before its publication nobody knew it
                guard probes.window.longestFree(in: must.span) >= leastStretch else { continue }
                if covered[index] {
                    probes.coveredStretches += 1
                } else {
                    probes.uncovered.append((CredentialID(UInt32(credential)), must))
                }
            }
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

extension LifeWindow {
    /// The longest piece of a stretch in which this life ran.
    fileprivate func longestFree(in span: Span) -> Int64 {
        guard let ready else { return 0 }
        var from = max(span.from, ready)
        let to = min(span.to, end)
        var longest: Int64 = 0
        for hold in held where hold.to > from && hold.from < to {
            longest = max(longest, hold.from.later(by: from == .always ? 0 : -from))
            from = max(from, hold.to)
        }
        return from < to ? max(longest, to - from) : longest
    }
}

import History

extension ProbeJudge {
    /// Lags, exposures and the smallest bounds.
    mutating func measure(_ run: ProbeRun, _ credential: Int) {
        guard let colours = timelines.colours[credential], !colours.isNeverIssued else { return }
        if run.verdict == .accepted {
            measureAcceptance(run, colours)
        } else {
            measureRefusal(run, colours)
        }
        measureSkew(run, credential)
    }

    private mutating func measureAcceptance(_ run: ProbeRun, _ colours: Colours) {
        if acknowledged == nil, isAdminKey(colours) { noteDead(run, colours) }
        for (index, ending) in colours.endings.enumerated() {
            let behind = Span(from: ending.deadline, to: ending.next)
            guard let known = run.known(in: behind) else { continue }
            let key = LifeProbes.Key(credential: run.credential, ending: index)
            probes.lastAccepted[key] = max(probes.lastAccepted[key] ?? .always, known.last)
            measureRefuse(known.last, ending, colours)
            measureExposure(known.last, colours, index)
        }
    }

    /// No bound excuses what is accepted behind an end that a replica judges by itself, and before it that bound does not
    /// count which nobody has to learn of.
    private mutating func measureRefuse(_ last: Time, _ ending: Colours.Ending, _ colours: Colours) {
        guard !colours.kind.isOfEnvironments else { return }  // nobody reports the smallest bounds of these
        if let timed = colours.refusals.last?.timed, timed != .never {
            guard last < timed, ending.windows.contains(where: { $0.superseded <= last }) else { return }
        }
        let least = probes[colours.kind].smallestRefuse
        probes[colours.kind].smallestRefuse = probes.window.smallestBound(least, behind: last) { bound in
            colours.kind == .managedKey
                ? ending.windows[0].superseded.later(by: bound) : ending.refusal(under: bound)
        }
    }

    /// Accepted behind the end in the surviving slot, by one that could not know: held then, or just started. How old its
    /// last good read was says nothing: a primary that has been replaced gives good reads.
    private mutating func measureExposure(_ last: Time, _ colours: Colours, _ ending: Int) {
        guard let refusal = colours.refusals.first(where: { $0.ending == ending }) else { return }
        let window = probes.window
        let deadline = colours.endings[ending].deadline
        let bound = timelines.levels[colours.kind].refuse
        let excused = refusal.begins(for: window, bound: bound)
        let last = min(last, excused)
        let startEnd = window.ready.map { $0 > deadline ? $0.later(by: bound) : .always } ?? .never
        if last <= startEnd {
            if last >= refusal.span.from {
                let exposed = last - max(window.started, deadline)
                probes[colours.kind].startExposure = max(probes[colours.kind].startExposure, exposed)
            }
        } else if window.isHeld(deadline, last, byFaultOnly: true) || excused > refusal.span.from {
            probes[colours.kind].staleExposure = max(probes[colours.kind].staleExposure, last - deadline)
        }
    }

    private mutating func measureRefusal(_ run: ProbeRun, _ colours: Colours) {
        for acceptance in colours.acceptances {
            guard let known = run.known(in: Span(from: acceptance.anchor, to: acceptance.span.to)) else { continue }
            probes[colours.kind].smallestLearn = probes.window.smallestBound(
                probes[colours.kind].smallestLearn, behind: known.last, acceptance.anchor.later(by:))
        }
    }

    private mutating func measureSkew(_ run: ProbeRun, _ credential: Int) {
        guard let exact else { return }
        for must in exact.musts[Int(exact.firsts[credential])..<Int(exact.firsts[credential + 1])]
        where must.accepts != (run.verdict == .accepted) {
            if let known = run.known(in: must.span) { probes.skewed += known.count }
        }
    }
}

extension Colours {
    /// The colours of a credential with these standings; see `SlotHistory` for why.
    init(_ standings: [Standing], _ turns: Turns, _ limits: Limits) {
        acceptances = Self.acceptances(standings, turns, limits)
        let asked = Self.windows(standings, turns, refuse: limits.refuse, timed: limits.timed)
        let bare = Self.windows(standings, turns, refuse: 0, timed: 0)
        endings = Self.endings(Self.clusters(bare), asked, standings, turns)
        refusals = Self.refusals(Self.clusters(asked), endings)
    }

    // MARK: must accept

    /// Runs of states in which it is valid, less the times at which it may already have expired.
    private static func acceptances(
        _ standings: [Standing], _ turns: Turns, _ limits: Limits
    ) -> [Acceptance] {
        groups(standings).flatMap { group -> [Acceptance] in
            let from = turns.acknowledgedFrom[group[0].first]
            let to = turns.invokedFrom[group[group.count - 1].last + 1]
            let whole = Acceptance(anchor: from, span: Span(from: from.later(by: limits.learn), to: to))
            return group.reduce([whole]) { pieces, standing in
                pieces.flatMap { cut($0, standing, turns, limits) }
            }
        }
    }

    private static func groups(_ standings: [Standing]) -> [[Standing]] {
        standings.filter { $0.validity != .either }.reduce(into: []) { groups, standing in
            if let last = groups.last?.last, last.last + 1 == standing.first {
                groups[groups.count - 1].append(standing)
            } else {
                groups.append([standing])
            }
        }
    }

    private static func cut(
        _ piece: Acceptance, _ standing: Standing, _ turns: Turns, _ limits: Limits
    ) -> [Acceptance] {
        guard case .outgoing(let earliest, _) = standing.validity else { return [piece] }
        let known = turns.acknowledgedFrom[standing.last + 1]
        let gap = Span(
            from: max(earliest.later(by: -limits.skew), turns.invokedFrom[standing.first]),
            to: known.later(by: limits.learn))
        guard gap.from < gap.to, gap.from < piece.span.to else { return [piece] }
        var before = piece
        before.span.to = gap.from
        let after = Acceptance(anchor: known, span: Span(from: gap.to, to: piece.span.to))
        return [before, after].filter { $0.anchor < $0.span.to }
    }

    // MARK: must refuse

    private static func windows(
        _ standings: [Standing], _ turns: Turns, refuse: Int64, timed: Int64
    ) -> [(standing: Standing, window: Window)] {
        standings.map { standing in
            let superseded = turns.acknowledgedFrom[standing.last + 1]
            var expiry = Time.never
            if case .outgoing(_, let latest) = standing.validity { expiry = latest.later(by: timed) }
            let span = Span(from: turns.invokedFrom[standing.first], to: min(superseded.later(by: refuse), expiry))
            return (standing, Window(span: span, superseded: superseded, expiry: expiry))
        }
    }

    /// Standings whose windows touch, in order.
    private static func clusters(
        _ windows: [(standing: Standing, window: Window)]
    ) -> [(standings: [Standing], windows: [Window], span: Span)] {
        windows.filter { $0.window.span.from < $0.window.span.to }
            .sorted { $0.window.span.from < $1.window.span.from }
            .reduce(into: []) { clusters, next in
                guard let last = clusters.last, next.window.span.from <= last.span.to else {
                    clusters.append(([next.standing], [next.window], next.window.span))
                    return
                }
                let index = clusters.count - 1
                clusters[index].standings.append(next.standing)
                clusters[index].windows.append(next.window)
                clusters[index].span.to = max(last.span.to, next.window.span.to)
            }
    }

    private static func endings(
        _ clusters: [(standings: [Standing], windows: [Window], span: Span)],
        _ asked: [(standing: Standing, window: Window)], _ standings: [Standing], _ turns: Turns
    ) -> [Ending] {
        clusters.enumerated().filter { $0.element.span.to != .never }.map { index, cluster in
            let next = index + 1 < clusters.count ? clusters[index + 1].span.from : .never
            let primary = cluster.standings.last { $0.validity == .current || $0.validity == .either }
            let state = (primary ?? cluster.standings[cluster.standings.count - 1]).last + 1
            let windows = asked.filter { cluster.standings.contains($0.standing) }.map(\.window)
            return Ending(
                deadline: cluster.span.to, next: next, state: state, invoked: turns.invokedFrom[state],
                windows: windows)
        }
    }

    private static func refusals(
        _ clusters: [(standings: [Standing], windows: [Window], span: Span)], _ endings: [Ending]
    ) -> [Refusal] {
        var refusals: [Refusal] = []
        var from = Time.always
        for cluster in clusters {
            refusals.append(refusal(from, cluster.span.from, endings))
            from = cluster.span.to
        }
        refusals.append(refusal(from, .never, endings))
        return refusals.filter { $0.span.from < $0.span.to }
    }

    private static func refusal(_ from: Time, _ to: Time, _ endings: [Ending]) -> Refusal {
        Refusal(span: Span(from: from, to: to), ending: endings.lastIndex { $0.deadline <= from })
    }
}

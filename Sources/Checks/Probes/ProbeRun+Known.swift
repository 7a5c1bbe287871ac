import History

extension ProbeRun {
    /// Probes of a run of which it is known that their whole interval lies in some stretch.
    struct Known {
        /// Call of the earliest of them, or a little later: to within a gap.
        var first: Time
        /// Call of the latest of them, or a little earlier: a stretch that began behind it would hold none that is known.
        var last: Time
        var count: Int
    }

    /// Nil when the run proves no probe inside the stretch.
    func known(in span: Span) -> Known? {
        let (firstCall, firstReturn) = (Time(bitPattern: firstCall), Time(bitPattern: firstReturn))
        let (lastCall, lastReturn) = (Time(bitPattern: lastCall), Time(bitPattern: lastReturn))
        guard firstCall < span.to, lastReturn >= span.from else { return nil }
        let hasFirst = span.from <= firstCall && firstReturn < span.to
        let hasLast = span.from <= lastCall && lastReturn < span.to
        if hasFirst, hasLast { return Known(first: firstCall, last: lastCall, count: Int(max(1, count))) }
        let inner = inner(max(span.from, firstCall), min(span.to, lastCall))
        if hasFirst { return Known(first: firstCall, last: inner?.last ?? firstCall, count: 1) }
        if hasLast { return Known(first: inner?.first ?? lastCall, last: lastCall, count: 1) }
        return inner
    }

    /// A stretch of more than two gaps holds a whole probe: one is called within the first gap and has returned before
    /// the next call, within the second.
    private func inner(_ from: Time, _ to: Time) -> Known? {
        let gap = Int64(clamping: longestGap)
        let (twice, overflow) = gap.multipliedReportingOverflow(by: 2)
        guard !overflow, count > 2, to > from, to - from > twice else { return nil }
        return Known(first: from + gap, last: to - twice - 1, count: 1)
    }
}

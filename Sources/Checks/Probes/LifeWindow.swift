import History

/// When one incarnation of a replica lived, and when it could not be expected to follow.
struct LifeWindow {
    let life: Life
    /// Its first sign of life.
    let started: Time
    /// Nil: it never said ready.
    let ready: Time?
    /// Killed, stopped, or the end of the run.
    let end: Time
    /// Holds and starved stretches, disjoint and in order.
    let held: [Span]
    /// Without the starved ones.
    let heldByFault: [Span]
    let stale: [Span]
    let clockOffset: Int64

    init(_ facts: LifeFacts, holds: [Hold], runEnd: Time, exit: Time?, next: LifeFacts?) {
        life = facts.life
        started = facts.started ?? facts.ready ?? .always
        ready = facts.ready
        let alive = facts.ready ?? started
        let death = holds.filter { $0.why == .dead && $0.span.from >= alive }.map(\.span.from).min()
        end = [facts.stopping, facts.ended, death, exit, next?.started, runEnd].compactMap { $0 }.min() ?? runEnd
        heldByFault = holds.map(\.span).merged
        held = (holds.map(\.span) + facts.lags).merged
        stale = facts.stale
        clockOffset = facts.clockOffset
    }

    /// Where a colour begins for this life, that would begin at `begin`: after the start, and after every hold that it
    /// would begin in, or a bound behind.
    func shifted(_ begin: Time, bound: Int64) -> Time {
        guard let ready else { return .never }
        var begin = max(begin, ready.later(by: bound))
        var index = held.firstIndexReached { $0.to.later(by: bound) >= begin }
        while index < held.count, held[index].from <= begin {
            if begin <= held[index].to.later(by: bound) { begin = held[index].to.later(by: bound) }
            index += 1
        }
        return begin
    }

    /// The smallest bound with which a colour counted from `anchor` begins behind `time`.
    func margin(of time: Time, from anchor: Time) -> Int64 {
        guard let ready, anchor != .never else { return 0 }
        let anchor = max(anchor, ready)
        guard time >= anchor else { return 0 }
        let behindHolds = held.lazy.filter { $0.to >= anchor && $0.from <= time }.map { hold in
            max(hold.from - anchor, time.later(by: hold.to == .never ? .always : -hold.to))
        }
        return max(0, min(time - anchor, behindHolds.min() ?? .max))
    }

    func isHeld(_ from: Time, _ to: Time, byFaultOnly: Bool = false) -> Bool {
        (byFaultOnly ? heldByFault : held).contains { $0.touches(from, to) }
    }
}

extension Array {
    /// The first index whose element satisfies what is false before it and true from it on.
    func firstIndexReached(_ isReached: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isReached(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

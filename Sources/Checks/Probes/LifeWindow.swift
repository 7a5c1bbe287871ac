import History
import Scenario

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
    /// While it did not run: frozen, dead, starved.
    let stopped: [Span]
    /// The same without the starved stretches.
    private let stoppedByFault: [Span]
    /// While it said that its last good read was too old.
    private let stale: [Span]
    private let keysStale: [Span]
    /// While it could not make one: held, not ready yet, or with nothing to read.
    private let unreading: [Span]
    private let keysUnreading: [Span]
    let clockOffset: Int64

    init(
        _ facts: LifeFacts, holds: [Hold], runEnd: Time, exit: Time?, next: LifeFacts?, unreadable: [Span] = [],
        keysUnreadable: [Span] = []
    ) {
        life = facts.life
        started = facts.started ?? facts.ready ?? .always
        ready = facts.ready
        let alive = facts.ready ?? started
        let death = holds.filter { $0.why == .dead && $0.span.from >= alive }.map(\.span.from).min()
        end = [facts.stopping, facts.ended, death, exit, next?.started, runEnd].compactMap { $0 }.min() ?? runEnd
        heldByFault = holds.map(\.span).merged
        held = (holds.map(\.span) + facts.lags).merged
        stoppedByFault = holds.filter { $0.why == .frozen || $0.why == .dead }.map(\.span).merged
        stopped = (stoppedByFault + facts.lags).merged
        stale = facts.stale
        keysStale = facts.keysStale
        let blind = held + [Span(from: .always, to: ready ?? .never)]
        unreading = (blind + unreadable).merged
        keysUnreading = (blind + keysUnreadable).merged
        clockOffset = facts.clockOffset
    }

    /// Where a colour begins for this life, that would begin at `begin`: after the start, and after every hold that it
    /// would begin in, or a bound behind.
    func shifted(_ begin: Time, bound: Int64) -> Time { shifted(begin, bound: bound, by: held) }

    /// The same for what it does by itself: nothing but not running puts that off.
    func prompt(_ begin: Time, bound: Int64) -> Time { shifted(begin, bound: bound, by: stopped) }

    private func shifted(_ begin: Time, bound: Int64, by held: [Span]) -> Time {
        guard let ready else { return .never }
        var begin = max(begin, ready.later(by: bound))
        var index = held.firstIndexReached { $0.to.later(by: bound) >= begin }
        while index < held.count, held[index].from <= begin {
            if begin <= held[index].to.later(by: bound) { begin = held[index].to.later(by: bound) }
            index += 1
        }
        return begin
    }

    /// Where it may refuse because its last good read is too old. That is believed only of a life that could not read, and
    /// for `learn` behind: one that loses count of its reads refuses in vain.
    func stale(_ kind: MetricKind, learn: Int64) -> [Span] {
        guard !kind.isOfEnvironments else { return [] }
        let (claims, excuses) = kind == .managedKey ? (keysStale, keysUnreading) : (stale, unreading)
        return claims.flatMap { claimed in
            excuses.compactMap { excuse in
                let from = max(claimed.from, excuse.from)
                let to = min(claimed.to, excuse.to).later(by: learn)
                return from < to ? Span(from: from, to: to) : nil
            }
        }
    }

    /// The smallest bound, `least` or more, with which a colour begins behind `time` for this life; `begin` says where it
    /// begins for one that is never held.
    ///
    /// By halving, as a larger bound never lets a colour begin sooner; and one longer than this life lasted excuses all.
    func smallestBound(_ least: Int64, behind time: Time, _ begin: (Int64) -> Time) -> Int64 {
        func isBehind(_ bound: Int64) -> Bool { shifted(begin(bound), bound: bound) > time }
        guard let ready, !isBehind(least) else { return least }
        var (tooSmall, enough) = (least, max(least, time - ready) + 1)
        while tooSmall + 1 < enough {
            let middle = tooSmall + (enough - tooSmall) / 2
            if isBehind(middle) { enough = middle } else { tooSmall = middle }
        }
        return enough
    }

    func isHeld(_ from: Time, _ to: Time, byFaultOnly: Bool = false) -> Bool {
        (byFaultOnly ? heldByFault : held).contains { $0.touches(from, to) }
    }

    /// A fault kept it from running. One that was cut off from others runs, and does by itself what it has to do.
    func isStoppedByFault(_ from: Time, _ to: Time) -> Bool { stoppedByFault.contains { $0.touches(from, to) } }
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

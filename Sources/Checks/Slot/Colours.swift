import History
import Scenario

/// Where one credential must be accepted and where it must be refused, for a replica that is never held.
struct Colours {
    /// Must accept. `anchor` is the acknowledgement from which `learn` is counted.
    struct Acceptance: Equatable {
        var anchor: Time
        var span: Span
    }

    /// Must refuse: the part of the time in which no state, that a replica may be in, says valid.
    struct Refusal: Equatable {
        var span: Span
        /// Nil before the first publication.
        var ending: Int?
        /// Where it begins for one that has to learn of it, and is never held.
        var learned: Time
        /// Where it begins at the latest, for everybody: at an end that a replica knows and judges by itself.
        var timed = Time.never

        init(span: Span, ending: Int?, learned: Time? = nil, timed: Time = .never) {
            self.span = span
            self.ending = ending
            self.learned = learned ?? span.from
            self.timed = timed
        }

        /// Where it begins for one life. What runs since ever, as nobody had published it, is not suspended by a hold or a
        /// start.
        func begins(for window: LifeWindow, bound: Int64) -> Time {
            span.from == .always ? .always : min(window.shifted(learned, bound: bound), timed)
        }
    }

    /// How one stretch of validity ended.
    struct Ending: Equatable {
        /// q1 without grace, max(E, q1) with.
        var deadline: Time
        /// The next publication may be known from here on.
        var next: Time
        /// The state that retired it, and when that was asked for.
        var state: Int
        var invoked: Time
        var windows: [Window]

        /// Where its refusal would begin under another bound.
        func refusal(under refuse: Int64) -> Time {
            windows.map { min($0.superseded.later(by: refuse), $0.expiry) }.max() ?? .never
        }
    }

    /// One standing: from its first possible sight to the bound after the acknowledgement of what supersedes it, or to
    /// its expiry, whichever comes first.
    struct Window: Equatable {
        var span: Span
        /// A of the next state: `refuse` counts from here.
        var superseded: Time
        /// E + timed, or never.
        var expiry: Time
    }

    var acceptances: [Acceptance] = []
    var refusals: [Refusal] = []
    var endings: [Ending] = []
    /// Nothing shifts the refusal of what was never issued.
    var isNeverIssued = false
    var kind = MetricKind.adminKey
    /// Of lives that made or retired it themselves.
    var own: [OwnTurns] = []

    static let neverIssued: Colours = {
        var colours = Colours()
        colours.refusals = [Refusal(span: Span(from: .always, to: .never), ending: nil)]
        colours.isNeverIssued = true
        return colours
    }()
}

/// The service level in signed nanoseconds.
struct Limits: Equatable {
    var learn: Int64
    var refuse: Int64
    var timed: Int64
    var skew: Int64

    init(_ bounds: Bounds) {
        learn = Int64(clamping: bounds.learn)
        refuse = Int64(clamping: bounds.refuse)
        timed = Int64(clamping: bounds.timed)
        skew = Int64(clamping: bounds.skew)
    }

    func with(learn: UInt64, refuse: UInt64) -> Limits {
        var limits = self
        limits.learn = Int64(clamping: learn)
        limits.refuse = Int64(clamping: refuse)
        return limits
    }

    /// For a replica whose clock is wrong by up to `offset`.
    func widened(by offset: Int64) -> Limits {
        var limits = self
        limits.skew = skew.later(by: offset)
        limits.timed = timed.later(by: offset)
        return limits
    }
}

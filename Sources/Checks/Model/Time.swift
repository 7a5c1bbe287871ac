/// `CLOCK_MONOTONIC` in nanoseconds, signed, so that "always" and "never" have room at both ends.
typealias Time = Int64

extension Time {
    static let always = Int64.min
    static let never = Int64.max

    init(_ recorded: UInt64) { self.init(clamping: recorded) }

    /// Stays "never", and "always".
    func later(by nanoseconds: Int64) -> Time {
        guard self != .never, self != .always else { return self }
        let (sum, overflow) = addingReportingOverflow(nanoseconds)
        return overflow ? (nanoseconds > 0 ? .never : .always) : sum
    }

    var milliseconds: Double { Double(self) / 1_000_000 }
}

/// A stretch of time, without its end.
struct Span: Equatable {
    var from: Time
    var to: Time

    func contains(_ time: Time) -> Bool { from <= time && time < to }
    func overlaps(_ other: Span) -> Bool { from < other.to && other.from < to }
    /// Ends included, as a hold has them.
    func touches(_ from: Time, _ to: Time) -> Bool { self.from <= to && from <= self.to }
}

extension Array where Element == Span {
    /// The same moments as disjoint stretches in order.
    var merged: [Span] {
        sorted { $0.from < $1.from }.reduce(into: []) { merged, span in
            guard let last = merged.last, span.from <= last.to else { return merged.append(span) }
            merged[merged.count - 1].to = Swift.max(last.to, span.to)
        }
    }
}

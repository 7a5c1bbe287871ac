/// Readers of typed values. Each returns nil after a finding, and nil without one when an optional key is absent.
extension Fields {
    func duration(_ key: String) -> UInt64? {
        value(key).flatMap { $0.duration(of: key, log: log) }
    }

    func requiredDuration(_ key: String) -> UInt64? {
        required(key).flatMap { $0.duration(of: key, log: log) }
    }

    /// A duration that must be there and is more than nothing: how long a fault lasts.
    func requiredSpan(_ key: String) -> UInt64? {
        guard let duration = requiredDuration(key) else { return nil }
        guard duration == 0 else { return duration }
        log.report("\(key) is more than nothing", at: position(of: key))
        return nil
    }

    /// An interval between two limits, the upper of which is an hour.
    func period(_ key: String, atLeast least: UInt64) -> UInt64? {
        guard let period = duration(key) else { return nil }
        guard (least...Limits.runLength).contains(period) else {
            let bound = period < least ? "at least \(DurationText.text(least))" : "at most 1h"
            log.report("\(key) is \(bound), not \(DurationText.text(period))", at: position(of: key))
            return nil
        }
        return period
    }

    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        value(key).flatMap { $0.integer(of: key, in: range, log: log) }
    }

    func requiredInteger(_ key: String, in range: ClosedRange<Int>) -> Int? {
        required(key).flatMap { $0.integer(of: key, in: range, log: log) }
    }

    func boolean(_ key: String) -> Bool? {
        value(key).flatMap { $0.boolean(of: key, log: log) }
    }

    func text(_ key: String) -> String? {
        value(key).flatMap { $0.text(of: key, log: log) }
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, of type: Choice.Type) -> Choice? {
        value(key).flatMap { $0.choice(of: key, type, log: log) }
    }

    func requiredChoice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, of type: Choice.Type
    ) -> Choice? {
        required(key).flatMap { $0.choice(of: key, type, log: log) }
    }
}

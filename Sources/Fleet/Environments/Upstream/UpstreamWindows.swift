import Credentials

/// From when until when upstream takes each key of a kind of one environment.
///
/// Replicas follow documents and clocks of their own, so a key that goes is taken a little longer than it should be used:
/// upstream is not what is tested, and must not make a replica late by refusing it too soon.
struct UpstreamWindows<Key: EnvironmentKey> {
    private var windows: [Key: ClosedRange<UInt64>] = [:]

    /// The windows that are other ones now than at the last call.
    ///
    /// - Parameter held: nil for an environment that is gone.
    mutating func update(
        _ held: KeySnapshot<Key>?, at now: Moment, slack: UInt64
    ) -> [(Key, ClosedRange<UInt64>)] {
        var ends: [Key: UInt64] = [:]
        for key in held?.active ?? [] { ends[key] = .max }
        for entry in held?.ending ?? [] { ends[entry.key] = now.steady(of: entry.end) + slack }
        for (key, window) in windows where ends[key] == nil {
            ends[key] = min(window.upperBound, now.steady.nanoseconds + slack)
        }
        let changed = ends.filter { windows[$0.key]?.upperBound != $0.value }.map { key, end in
            let begin = windows[key]?.lowerBound ?? now.steady.nanoseconds
            return (key, begin...max(begin, end))
        }
        for (key, window) in changed { windows[key] = window }
        return changed
    }
}

extension Moment {
    /// Steady time of a wall time, now for what is past.
    fileprivate func steady(of end: WallTime) -> UInt64 {
        steady.nanoseconds + UInt64(max(0, end.nanoseconds - wall.nanoseconds))
    }
}

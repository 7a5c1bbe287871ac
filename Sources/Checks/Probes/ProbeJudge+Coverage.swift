import History
import Scenario

extension ProbeJudge {
    /// Takes stock: which stretches should have held a probe and did not.
    mutating func finish(credentials: [NamedCredential?], leastStretch: Int64) {
        let rarest = max(leastStretch, 3 * intervalOfShared)
        for credential in 0..<cursors.count where credentials[credential] != nil {
            let kind = timelines.colours[credential]?.kind ?? .adminKey
            for index in stretches(of: credential) {
                let must = colours.musts[index]
                if must.accepts {
                    probes[kind].judgedAcceptances += counts[index]
                } else {
                    probes[kind].judgedRefusals += counts[index]
                }
                guard must.accepts || must.ending >= 0 else { continue }  // before its publication nobody knew it
                let least = kind == .adminKey ? leastStretch : rarest
                guard probes.window.longestFree(in: must.span) >= least else { continue }
                if counts[index] > 0 {
                    probes.coveredStretches += 1
                } else {
                    probes.uncovered.append((CredentialID(UInt32(credential)), must))
                }
            }
        }
    }

    /// All but admin keys share a budget: where there are many, each is asked more rarely than once a second. How rarely, the run
    /// itself says: the median over those that were asked at all of the time in which a key was to be asked, by the number
    /// of its probes. A prober that forgets some keys does not hide that by it; one that forgets all has judged none.
    private var intervalOfShared: Int64 {
        let intervals = timelines.colours.indices.compactMap { credential -> Int64? in
            guard let colours = timelines.colours[credential], colours.kind != .adminKey else { return nil }
            let made = counts[stretches(of: credential)].reduce(Int(asked[credential]), +)
            guard made > 0, let ready = probes.window.ready else { return nil }
            let from = max(ready, colours.acceptances.first?.anchor ?? .always)
            return max(0, probes.window.end - from) / Int64(made)
        }.sorted()
        return intervals.isEmpty ? 0 : intervals[intervals.count / 2]
    }

    private func stretches(of credential: Int) -> Range<Int> {
        Int(colours.firsts[credential])..<Int(colours.firsts[credential + 1])
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

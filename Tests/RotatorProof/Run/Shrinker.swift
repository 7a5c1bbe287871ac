/// Makes a failing sequence as small as it can while it still fails: fewer steps first, then simpler ones.
struct Shrinker {
    let isFailing: (ProofSequence) -> Bool
    /// Sequences tried at most.
    var budget = 20_000

    mutating func smallest(_ sequence: ProofSequence) -> ProofSequence {
        var best = sequence
        while let smaller = firstFailing(candidates(best)) { best = smaller }
        return best
    }

    private mutating func firstFailing(_ candidates: [ProofSequence]) -> ProofSequence? {
        for candidate in candidates {
            guard budget > 0 else { return nil }
            budget -= 1
            if isFailing(candidate) { return candidate }
        }
        return nil
    }

    /// Every candidate is smaller in a measure that cannot fall for ever: steps, entries, notices, or their numbers.
    private func candidates(_ sequence: ProofSequence) -> [ProofSequence] {
        let starts = simplerStarts(sequence.start).map { ProofSequence(start: $0, steps: sequence.steps) }
        let simpler = sequence.steps.indices.flatMap { index in
            sequence.steps[index].simpler.map { step in
                var steps = sequence.steps
                steps[index] = step
                return ProofSequence(start: sequence.start, steps: steps)
            }
        }
        return shorter(sequence.steps).map { ProofSequence(start: sequence.start, steps: $0) } + starts + simpler
    }

    /// Without one half, one quarter … one step of it.
    private func shorter(_ steps: [ProofStep]) -> [[ProofStep]] {
        var shorter: [[ProofStep]] = []
        var length = steps.count
        while length > 0 {
            for first in stride(from: 0, to: steps.count, by: length) {
                shorter.append(Array(steps[..<first] + steps[min(first + length, steps.count)...]))
            }
            length /= 2
        }
        return shorter
    }

    private func simplerStarts(_ start: ProofStart) -> [ProofStart] {
        func with(_ change: (inout ProofStart) -> Void) -> ProofStart {
            var simpler = start
            change(&simpler)
            return simpler
        }
        var starts = simplerLists(start.additionalSDK).map { list in with { $0.additionalSDK = list } }
        starts += simplerLists(start.additionalMobile).map { list in with { $0.additionalMobile = list } }
        if start.sdk != nil { starts.append(with { $0.sdk = nil }) }
        if start.mobile != nil { starts.append(with { $0.mobile = nil }) }
        if start.environmentID != nil { starts.append(with { $0.environmentID = nil }) }
        return starts
    }
}

/// Without one of its entries, or with one entry that is simpler.
private func simplerLists(_ entries: [ProofEntry]) -> [[ProofEntry]] {
    entries.indices.flatMap { index in
        var lists = [entries]
        lists[0].remove(at: index)
        if entries[index].end != nil {
            lists.append(entries)
            lists[1][index].end = nil
        }
        return lists
    }
}

extension ProofStep {
    fileprivate var simpler: [ProofStep] {
        switch self {
        case .rotate(let kind, let key, let grace, let time):
            (grace == nil ? [] : [.rotate(kind, to: key, grace: nil, at: time)])
                + earlier(time).map { .rotate(kind, to: key, grace: grace, at: $0) }
        case .setAdditional(let kind, let entries, let time):
            simplerLists(entries).map { .setAdditional(kind, $0, at: time) }
                + earlier(time).map { .setAdditional(kind, entries, at: $0) }
        case .rotateEnvironmentID(let key, let time): earlier(time).map { .rotateEnvironmentID(to: key, at: $0) }
        case .drain(let time): earlier(time).map { .drain(at: $0) }
        }
    }

    private func earlier(_ time: Int) -> [Int] { [0, time / 2, time - 1].filter { $0 >= 0 && $0 < time } }
}

/// How many samples a check judged, and how many it had to leave out because nobody can tell what they should have been.
struct SampleTally {
    private(set) var judged = 0
    private(set) var leftOut = 0

    mutating func count(isJudged: Bool) {
        if isJudged { judged += 1 } else { leftOut += 1 }
    }
}

extension CheckOutcome {
    /// Says what was judged and what was left out. A check that had to leave out everything proves nothing.
    ///
    /// - Parameter inPart: of those that were judged, how many not all the while.
    mutating func tell(_ tally: SampleTally, of what: String, inPart: Int = 0) {
        detail = "\(tally.judged) \(what)"
        if inPart > 0 { detail += ", \(inPart) of them in part" }
        guard tally.leftOut > 0 else { return }
        detail += ", \(tally.leftOut) left out"
        guard tally.judged == 0 else { return }
        inconclusive.append("all \(tally.leftOut) \(what) are left out: nobody knows what was in force")
    }
}

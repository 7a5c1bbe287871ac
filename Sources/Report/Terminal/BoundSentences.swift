import Checks
import Scenario

/// The smallest bounds under which the run would still have passed, beside those that were asked for.
struct BoundSentences {
    let findings: Findings
    let ink: Ink

    var lines: [String] {
        let (asked, smallest) = (findings.asked, findings.smallest)
        let unusual = [
            ("expiry", asked.timed, smallest.timed), ("clock-skew", asked.skew, smallest.skew),
        ].filter { $0.1 != $0.2 }
        return [
            sentence("revocation", asked.refuse, smallest.refuse), sentence("learning", asked.learn, smallest.learn),
        ]
            + managedKeys + unusual.map(sentence)
    }

    private var managedKeys: [String] {
        guard let bounds = findings.managedKeys else { return [] }
        return [
            sentence("managed-key revocation", bounds.askedRefuse, bounds.smallestRefuse),
            sentence("managed-key learning", bounds.askedLearn, bounds.smallestLearn),
        ]
    }

    private func sentence(_ name: String, _ asked: UInt64, _ smallest: UInt64) -> String {
        let wanted = "(asked: \(Figures.milliseconds(Bounds.milliseconds(asked))))"
        guard smallest >= Self.noticeable else { return "No probe needed the \(name) bound \(wanted)." }
        let real = ink(smallest > asked ? .bad : .strong, Figures.bound(nanoseconds: smallest))
        return "Your real \(name) bound is \(real) \(wanted)."
    }

    /// Nanoseconds; less is the margin by which a bound has to exceed what was seen.
    private static let noticeable: UInt64 = 1000
}

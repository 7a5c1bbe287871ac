import Checks

/// The remaining metrics and circumstances, a line for each family; what was not measured is not shown.
struct Facts {
    let findings: Findings
    let ink: Ink

    var lines: [String] {
        let facts = [
            ("exposure", exposures), ("leaked", leaks), ("writes", writes), ("tokens", tokens), ("outage", outage),
            ("registrations", registrations), ("steps", steps),
            ("held", held),
        ].filter { !$0.1.isEmpty }
        let width = facts.map(\.0.count).max() ?? 0
        return facts.map { label, text in
            ink(.faint, label) + String(repeating: " ", count: width - label.count + 2) + text
        }
    }

    private var exposures: String {
        let parts = [("stale", "admin-key.stale-exposure.max"), ("at start", "admin-key.start-exposure.max")]
        return parts.compactMap { label, metric in
            findings.metrics[metric].map { measured in
                let value = measured.value.map { "up to \(Figures.milliseconds($0))" } ?? "not measured"
                return "\(label) \(value) (n \(Figures.count(measured.samples)))"
            }
        }.joined(separator: ", ")
    }

    private var leaks: String {
        let all = findings.metrics.filter { $0.key.hasPrefix("leaked.") }.sorted { $0.key < $1.key }
        return all.map { metric, measured in
            let name = metric.dropFirst("leaked.".count)
            guard let value = measured.value else { return ink(.doubtful, "\(name) not measured") }
            return ink(value > 0 ? .bad : .plain, "\(name) \(Figures.number(value))")
        }.joined(separator: ", ")
    }

    private var writes: String {
        let parts = [
            ("lost", "redis.lost-writes"), ("lost rotations", "lost-rotations"), ("unlogged", "unlogged-writes"),
        ]
        return parts.compactMap { label, metric in
            findings.metrics[metric].map { measured in
                let style: Ink.Style = (measured.value ?? 0) > 0 ? .doubtful : .plain
                return ink(style, "\(label) \(Figures.value(measured.value, unit: measured.unit))")
            }
        }.joined(separator: ", ")
    }

    private var tokens: String {
        ["issued", "used", "rotated", "revoked", "redeemed", "stale-reads", "lost-writes"].compactMap { name in
            findings.metrics["tokens.\(name)"].map { "\(name) \(Figures.value($0.value, unit: $0.unit))" }
        }.joined(separator: ", ")
    }

    private var registrations: String {
        let parts = [
            ("live", "registrations.per-key.max"), ("made for one occasion", "registrations.made.max"),
            ("pending", "registrations.pending"), ("uses", "registration.uses"),
            ("fleet over one alone", "registration.resolve.over-alone"),
        ]
        return parts.compactMap { label, metric in
            findings.metrics[metric].map { "\(label) \(Figures.value($0.value, unit: $0.unit))" }
        }.joined(separator: ", ")
    }

    private var outage: String {
        ["p50", "max"].compactMap { name in
            findings.metrics["redis.outage.\(name)"].map { "\(name) \(Figures.value($0.value, unit: $0.unit))" }
        }.joined(separator: ", ")
    }

    private var steps: String { tally(findings.steps.map(\.outcome)) }

    private var held: String {
        guard !findings.held.isEmpty else { return "" }
        let replicas = Figures.counted(Set(findings.held.map(\.replica)).count, "replica")
        return "\(replicas): \(tally(findings.held.map(\.why)))"
    }

    /// "7 ok, 1 superseded": in the order of first appearance.
    private func tally(_ words: [String]) -> String {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for word in words {
            if counts[word] == nil { order.append(word) }
            counts[word, default: 0] += 1
        }
        let parts = order.map { "\(Figures.count(counts[$0, default: 0])) \($0.onOneLine)" }
        return parts.joined(separator: ", ").clipped(to: TerminalLimits.lineLength)
    }
}

/// A strict reader of Prometheus' text format 0.0.4: what it does not know is an error.
struct MetricsText {
    struct Family {
        let kind: String
        let help: String
        var samples: [Sample] = []
    }

    struct Sample: Equatable {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    struct Flaw: Error, CustomStringConvertible { let description: String }

    private(set) var families: [String: Family] = [:]
    private var order: [String] = []

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Flaw(description: "the last line has no end") }
        var help: (name: String, text: String)?
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            if line.hasPrefix("# HELP "), words.count == 4 {
                help = (words[2], words[3])
            } else if line.hasPrefix("# TYPE "), words.count == 4 {
                guard let told = help, told.name == words[2], families[words[2]] == nil,
                    ["counter", "gauge", "histogram"].contains(words[3])
                else { throw Flaw(description: line) }
                families[words[2]] = Family(kind: words[3], help: told.text)
                order.append(words[2])
                help = nil
            } else {
                try add(Self.sample(line), line)
            }
        }
        for name in order { try check(name) }
    }

    /// Samples stand below their own family, and nowhere twice.
    private mutating func add(_ sample: Sample, _ line: String) throws {
        guard let name = order.last, let family = families[name] else { throw Flaw(description: line) }
        let suffixes = family.kind == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        guard suffixes.contains(where: { sample.name == name + $0 }),
            !family.samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels })
        else { throw Flaw(description: line) }
        families[name]?.samples.append(sample)
    }

    private func check(_ name: String) throws {
        guard let family = families[name], !family.samples.isEmpty, !family.help.isEmpty else {
            throw Flaw(description: "\(name) has no samples")
        }
        if family.kind == "counter", !name.hasSuffix("_total") { throw Flaw(description: "\(name) is a counter") }
        if family.kind != "gauge", family.samples.contains(where: { $0.value < 0 }) {
            throw Flaw(description: "\(name) is negative")
        }
        if family.kind == "histogram" { try checkHistogram(name, family.samples) }
    }

    private func checkHistogram(_ name: String, _ samples: [Sample]) throws {
        let buckets = samples.filter { $0.name == "\(name)_bucket" }
        let bounds = buckets.compactMap { $0.labels["le"] }.map { $0 == "+Inf" ? .infinity : Double($0) ?? .nan }
        let counts = buckets.map(\.value)
        let total = samples.first { $0.name == "\(name)_count" }?.value
        guard bounds == bounds.sorted(), bounds.last == .infinity, counts == counts.sorted(), counts.last == total,
            samples.contains(where: { $0.name == "\(name)_sum" })
        else { throw Flaw(description: "\(name) is no histogram") }
    }

    private static func sample(_ line: String) throws -> Sample {
        guard let match = line.wholeMatch(of: /([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([0-9.eE+-]+|\+Inf|NaN)/),
            let value = Double(match.3)
        else { throw Flaw(description: line) }
        var labels: [String: String] = [:]
        var rest = (match.2 ?? "")[...]
        while !rest.isEmpty {
            guard let label = rest.prefixMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/),
                labels.updateValue(String(label.2), forKey: String(label.1)) == nil
            else { throw Flaw(description: line) }
            rest = rest[label.range.upperBound...]
        }
        return Sample(name: String(match.1), labels: labels, value: value)
    }

    /// The one sample with these labels; nil when there is none.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        families.values.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
    }
}

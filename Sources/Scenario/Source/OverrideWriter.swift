import Yams

/// Puts the values of the command line into the tree, each with a position that names its option.
struct OverrideWriter {
    let log: FindingLog

    func apply(_ overrides: [Override], replicas: Int?, seed: UInt64?, to root: inout SourceNode) {
        for override in overrides {
            set(override.path, value(of: override), in: &root)
        }
        if let replicas {
            set("fleet.replicas", scalar("\(replicas)", at: .option("--replicas")), in: &root)
        }
        if let seed {
            set("seed", scalar("\(seed)", at: .option("--seed")), in: &root)
        }
    }

    private func scalar(_ text: String, at position: Position) -> SourceNode {
        SourceNode(content: .scalar(SourceScalar(text: text, isPlain: true)), position: position)
    }

    /// A bound such as `> 5` is text whatever YAML thinks of it.
    private func value(of override: Override) -> SourceNode {
        if override.path.hasPrefix("expect.") {
            let scalar = SourceScalar(text: override.value, isPlain: false)
            return SourceNode(content: .scalar(scalar), position: override.position)
        }
        do {
            guard let node = try Yams.compose(yaml: override.value) else { return scalar("", at: override.position) }
            return SourceComposer.convert(node, renamed: [:], position: override.position)
        } catch {
            log.report("the value '\(override.value)' is no YAML", at: override.position)
            return scalar("", at: override.position)
        }
    }

    private func set(_ path: String, _ value: SourceNode, in root: inout SourceNode) {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty }) else {
            return log.report("the path has an empty part", at: value.position)
        }
        set(parts[...], value, in: &root, isMetrics: false)
    }

    private func set(_ path: ArraySlice<String>, _ value: SourceNode, in node: inout SourceNode, isMetrics: Bool) {
        guard let first = path.first else {
            node = value
            return
        }
        switch node.content {
        case .mapping(var entries):
            setEntry(path, value, in: &entries, isMetrics: isMetrics)
            node.content = .mapping(entries)
        case .sequence(var nodes):
            guard let index = Int(first), nodes.indices.contains(index) else {
                let range = nodes.isEmpty ? "the list is empty" : "the list counts from 0 to \(nodes.count - 1)"
                return log.report("'\(first)' is no place in the list: \(range)", at: value.position)
            }
            set(path.dropFirst(), value, in: &nodes[index], isMetrics: false)
            node.content = .sequence(nodes)
        case .scalar where node.isNull:
            node.content = .mapping([])
            set(path, value, in: &node, isMetrics: isMetrics)
        case .scalar(let scalar):
            log.report("'\(first)' is looked for in '\(scalar.text)', which has no keys", at: value.position)
        }
    }

    private func setEntry(
        _ path: ArraySlice<String>, _ value: SourceNode, in entries: inout [SourceEntry], isMetrics: Bool
    ) {
        // The names of metrics have dots: in `expect` all that is left of the path is one key.
        let key = isMetrics ? path.joined(separator: ".") : path[path.startIndex]
        let rest = isMetrics ? [] : path.dropFirst()
        if !entries.contains(where: { $0.key == key }) {
            entries.append(SourceEntry(key: key, keyPosition: value.position, value: scalar("", at: value.position)))
        }
        for index in entries.indices where entries[index].key == key {
            set(rest, value, in: &entries[index].value, isMetrics: key == "expect")
            return
        }
    }
}

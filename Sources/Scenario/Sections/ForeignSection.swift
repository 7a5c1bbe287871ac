/// Reads what `fleet` says of somebody else's programs.
struct ForeignSection {
    let fields: Fields

    static let keys = ["command", "probe-url", "ready-url", "header", "environment"]
    private static let origins = ["http://127.0.0.1:{port}/", "http://localhost:{port}/"]

    /// Nil without a command, or after a finding.
    func read() -> ForeignPlan? {
        guard let node = fields.value("command") else {
            for key in Self.keys where fields.value(key) != nil {
                log.report(
                    "\(key) goes with command: the replicas of this fleet are our own", at: fields.position(of: key))
            }
            return nil
        }
        let words = command(node)
        let probe = fields.required("probe-url").flatMap { path($0, of: "probe-url") }
        guard let words, let probe else { return nil }
        var plan = ForeignPlan(command: words, probePath: probe)
        plan.readyPath = fields.value("ready-url").flatMap { path($0, of: "ready-url") }
        plan.header = header() ?? plan.header
        plan.environment = environment()
        return plan
    }

    private var log: FindingLog { fields.log }

    private func command(_ node: SourceNode) -> [TextTemplate]? {
        guard case .sequence(let nodes) = node.content, !nodes.isEmpty else {
            log.report("command is a list of a program and its arguments, not \(node.typeName)", at: node.position)
            return nil
        }
        let words = nodes.compactMap { template($0, of: "command") }
        for (word, node) in zip(words, nodes) where words.count == nodes.count {
            forbidSecrets(in: word, of: "an argument", at: node.position)
        }
        if words.count == nodes.count, !words.contains(where: { $0.placeholders.contains(.port) }), !namesPort {
            log.report("nothing tells the program its {port}", at: node.position)
        }
        return words.count == nodes.count ? words : nil
    }

    /// It may be told by its environment.
    private var namesPort: Bool {
        guard case .mapping(let entries)? = fields.value("environment")?.content else { return false }
        return entries.contains { entry in
            if case .scalar(let scalar) = entry.value.content { scalar.text.contains("{port}") } else { false }
        }
    }

    private func template(_ node: SourceNode, of name: String) -> TextTemplate? {
        guard let text = node.text(of: name, log: log) else { return nil }
        return template(text, at: node.position, of: name)
    }

    private func template(_ text: String, at position: Position, of name: String) -> TextTemplate? {
        guard !text.unicodeScalars.contains("\0") else {
            log.report("\(name) holds a character that no program can be told", at: position)
            return nil
        }
        do {
            return try TextTemplate(text)
        } catch {
            let names = Placeholder.allCases.map(\.rawValue)
            let nearest = Spelling.nearest(to: error.name, in: names)
            let known = nearest == nil ? "; there are \(names.joined(separator: ", "))" : ""
            log.report("\(name): unknown placeholder {\(error.name)}\(known)", at: position, suggestion: nearest)
            return nil
        }
    }

    private func forbidSecrets(in template: TextTemplate, of place: String, at position: Position) {
        guard let secret = template.placeholders.first(where: \.isSecret) else { return }
        log.report(
            "{\(secret.rawValue)}: \(place) is everybody's to read; there is {\(secret.rawValue)-file}, or environment",
            at: position)
    }

    /// Behind the loopback and the port that the run picks.
    private func path(_ node: SourceNode, of name: String) -> TextTemplate? {
        guard let text = node.text(of: name, log: log) else { return nil }
        guard let origin = Self.origins.first(where: text.hasPrefix),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") })
        else {
            log.report(
                "\(name) begins with http://127.0.0.1:{port}/ and has no blanks, unlike '\(text)'", at: node.position)
            return nil
        }
        let path = template(String(text.dropFirst(origin.count - 1)), at: node.position, of: name)
        if let path { forbidSecrets(in: path, of: "an address", at: node.position) }
        return path
    }

    /// `Name: value with {key}`.
    private func header() -> KeyHeader? {
        guard let text = fields.text("header") else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1)
        let name = parts.first.map(String.init) ?? ""
        let value = parts.count == 2 ? parts[1].drop { $0 == " " } : ""
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte), text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }),
            let place = value.firstRange(of: "{key}"), value[place.upperBound...].firstRange(of: "{key}") == nil
        else {
            log.report(
                "header is a name and a value that holds {key} once, as in 'Authorization: Bearer {key}'",
                at: fields.position(of: "header"))
            return nil
        }
        return KeyHeader(
            name: name, before: String(value[..<place.lowerBound]), after: String(value[place.upperBound...]))
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        (48...57 ~= byte) || (65...90 ~= byte) || (97...122 ~= byte) || Array("!#$%&'*+-.^_`|~".utf8).contains(byte)
    }

    private func environment() -> [ForeignPlan.Variable] {
        guard let node = fields.value("environment") else { return [] }
        guard case .mapping(let entries) = node.content else {
            log.report("environment takes names and values, not \(node.typeName)", at: node.position)
            return []
        }
        entries.reportDuplicates(of: "environment", log: log)
        return entries.compactMap { entry in
            guard !entry.key.isEmpty, !entry.key.contains("="), !entry.key.unicodeScalars.contains("\0") else {
                log.report("'\(entry.key)' is no name of a variable", at: entry.keyPosition)
                return nil
            }
            return template(entry.value, of: entry.key).map { ForeignPlan.Variable(name: entry.key, value: $0) }
        }
    }
}

import Credentials

@testable import ReplicaCore

/// I2: at rest the connections that upstream sees are those of the primary and its predecessors; offline there is one,
/// and after a close none. This is `leaked.upstream-clients`.
struct ClientsAreModel: TraceInvariant {
    static let name = "I2"

    func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        guard case .quiet = event else { return [] }
        let names = Set(view.clients.values.map(\.environment)).union(model.environments.keys)
        return names.sorted().compactMap { name in
            let open = view.open(name).map { $0.number ?? -1 }.sorted()
            let expected = (model.environments[name]?.clients ?? []).map { $0 ?? -1 }.sorted()
            return open == expected ? nil : "\(name) has clients \(open), and must have \(expected)"
        }
    }
}

/// I3: of each key one start or client at a time; nothing closed twice, nothing closed that does not run, nothing alive
/// after the close.
struct OneClientPerKey: TraceInvariant {
    static let name = "I3"

    func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        switch event {
        case .startAsked(let token, let name, let key):
            if view.clients[token] != nil { return ["\(token) is used twice"] }
            return view.underWay(name, key) > 0 ? ["\(name) starts a second client for one key: \(token)"] : []
        case .closeAsked(let token):
            return view.clients[token]?.stage == .open ? [] : ["\(token) is closed and does not run"]
        case .quiet where view.isClosed:
            return view.clients.filter { $0.value.stage != .gone }.map { "\($0.key) is alive after the close" }
        default: return []
        }
    }
}

/// I4: events go out as the primary of their kind, always; offline they do not.
struct EventsAsPrimary: TraceInvariant {
    static let name = "I4"

    func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        guard case .settled = event else { return [] }
        let names = Set(view.events.keys).union(model.environments.keys)
        return names.sorted().compactMap { name in
            let used = Set(view.events[name]?.values.map { $0 } ?? [])
            let primaries = Set(model.environments[name]?.events ?? [])
            return used == primaries ? nil : "\(name) sends events as \(used), and must as \(primaries)"
        }
    }
}

/// I14: a document that states what is in force already causes nothing: no registration, no client, no events.
struct ReplayIsSilent: TraceInvariant {
    static let name = "I14"
    private var before: [EnvironmentName: TraceModel.Environment] = [:]
    private var stated: Set<EnvironmentName> = []

    init() {}

    mutating func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        switch event {
        case .applied(_, let text):
            guard let id = WireDocument(text).flatMap({ EnvironmentID(text: $0.envID) }) else { return [] }
            stated.insert(.published(id))
            return []
        case .settled:
            defer { (before, stated) = (model.environments, []) }
            return stated.filter { before[$0] != nil && before[$0] == model.environments[$0] }.filter {
                view.inbound.contains($0) || view.outbound.contains($0)
            }.map { "\($0) was stated again, and something was done about it" }
        default: return []
        }
    }
}

/// I16: in whatever order things came, at rest a replica holds what the store holds, and what it registered and what
/// resolves is what that says: nothing lost, nothing repeated. Versions never fall.
struct EndsInOneState: TraceInvariant {
    static let name = "I16"

    func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        switch event {
        case .applied(let version, let text):
            guard let id = WireDocument(text).flatMap({ EnvironmentID(text: $0.envID) }), let before = view.applied[id]
            else { return [] }
            return before < version ? [] : ["\(id) falls from \(before) to \(version)"]
        case .quiet(let versions): return atRest(versions, view, model)
        default: return []
        }
    }

    private func atRest(_ versions: [EnvironmentID: Version], _ view: TraceView, _ model: TraceModel) -> [String] {
        var sentences: [String] = []
        if !view.isClosed, view.applied != versions {
            sentences.append("it holds \(view.applied), and the store \(versions)")
        }
        for name in Set(view.registered.keys).union(model.environments.keys).sorted() {
            let accepted = model.environments[name]?.accepted ?? []
            if (view.registered[name] ?? []) != accepted {
                sentences.append("\(name) has registered others than accepted")
            }
            if view.gate.credentials(of: name) != accepted { sentences.append("\(name) resolves others than accepted") }
        }
        return sentences
    }
}

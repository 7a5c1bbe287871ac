import Credentials

@testable import ReplicaCore

/// I1: whoever presents a credential is accepted exactly when the model says so.
struct GateIsModel: TraceInvariant {
    static let name = "I1"

    func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        guard case .probed(let credential, let answer) = event else { return [] }
        let owners = model.environments.filter { $0.value.accepted.contains(credential) }.map(\.key)
        if let answer { return owners.contains(answer) ? [] : ["\(credential) is accepted for \(answer)"] }
        return owners.isEmpty ? [] : ["\(credential) of \(owners) is refused"]
    }
}

/// I6: a credential that ends by itself goes after its end, and not later than the slack after it.
struct TimedRemovalInTime: TraceInvariant {
    static let name = "I6"
    /// Nanoseconds.
    static let slack: Int64 = 1_000_000
    private var overdue: [EnvironmentName: [EnvironmentCredential: Int64]] = [:]

    init() {}

    mutating func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        switch event {
        case .unregistered(let credential, let name):
            let isEarly = model.environments[name]?.endsByItself(credential) == true
            return isEarly ? ["\(credential) of \(name) goes before its end"] : []
        case .settled: return late(at: now, view, model)
        default: return []
        }
    }

    private mutating func late(at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        var sentences: [String] = []
        for (name, credentials) in view.registered {
            var open: [EnvironmentCredential: Int64] = [:]
            for credential in credentials where !model.accepts(credential, name) {
                let since = overdue[name]?[credential] ?? now.wall.nanoseconds
                open[credential] = since
                if now.wall.nanoseconds - since > Self.slack { sentences.append("\(credential) of \(name) stays") }
            }
            overdue[name] = open
        }
        return sentences
    }
}

/// I7: what a document omits does not resolve any more once it is applied, and nothing else does either.
struct OmittedIsRefused: TraceInvariant {
    static let name = "I7"

    func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        guard case .settled = event else { return [] }
        return view.registered.keys.flatMap { name in
            view.gate.credentials(of: name).filter { credential in
                view.gate.environment(credential, at: now.wall) == name && !model.accepts(credential, name)
            }.map { "\($0) still resolves to \(name)" }
        }
    }
}

/// I8: a change of role that keeps a credential accepted disturbs nobody.
struct NoChurn: TraceInvariant {
    static let name = "I8"

    func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        switch event {
        case .unregistered(let credential, let name):
            return model.accepts(credential, name) ? ["streams of \(credential) of \(name) are closed"] : []
        case .closeAsked(let token):
            guard let client = view.clients[token], let environment = model.environments[client.environment],
                environment.clients.contains(client.number), client.stage == .open
            else { return [] }
            return ["\(token) is closed, and is wanted"]
        default: return []
        }
    }
}

/// I9: one registration of each credential, and one delivery of each change; at rest the newest change is delivered.
struct OneRegistration: TraceInvariant {
    static let name = "I9"

    func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        switch event {
        case .registered(let credential, let name):
            let isTwice = view.registered[name]?.contains(credential) == true
            return isTwice ? ["\(credential) of \(name) is registered twice"] : []
        case .delivered(let name, let data):
            let before = view.delivered[name]
            return before.map { data <= $0 } == true ? ["\(name) delivers \(data) again"] : []
        case .quiet:
            return model.environments.keys.filter { !view.open($0).isEmpty }.compactMap { name in
                guard let latest = view.upstream[name], model.environments[name]?.isOffline == false else { return nil }
                return view.delivered[name] == latest ? nil : "\(name) has not delivered \(latest)"
            }
        default: return []
        }
    }
}

/// I10: what resolves has its handlers, and what loses them does not resolve.
struct MappedLast: TraceInvariant {
    static let name = "I10"

    func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        switch event {
        case .swapped(let gate):
            let names = Set(view.registered.keys).union(model.environments.keys)
            return names.flatMap { name in
                gate.credentials(of: name).subtracting(view.registered[name] ?? []).map {
                    "\($0) resolves to \(name) and has no handler"
                }
            }
        case .unregistered(let credential, let name):
            let resolves = view.gate.credentials(of: name).contains(credential)
            return resolves ? ["\(credential) loses its handlers and still resolves to \(name)"] : []
        default: return []
        }
    }
}

/// I15: from the first resolution of any credential of an environment, all of them resolve.
struct AllResolveTogether: TraceInvariant {
    static let name = "I15"

    func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String] {
        guard case .swapped(let gate) = event else { return [] }
        return model.environments.flatMap { name, environment -> [String] in
            let claimed = gate.credentials(of: name)
            guard !claimed.isEmpty else { return [] }
            return environment.accepted.subtracting(claimed).map { "\(name) resolves and \($0) does not" }
        }
    }
}

import History

extension JSONLine {
    mutating func add(_ event: EnvironmentEvent) {
        switch event {
        case .named(let environment, let isOffline):
            add("environment", environment)
            add("is_offline", isOffline)
        case .stated(let operation, let credential, let role, let end):
            add("operation", operation)
            add("credential", credential)
            add("role", tag: role)
            add("end_unix_ms", end)
        case .upstreamSaw(let life, let credential, let sight, let at):
            add(life)
            add("credential", credential)
            add("sight", tag: sight)
            add("at_ns", at)
        case .upstreamUnread(let count): add("count", count)
        case .statusEntry(let life, let environment, let credential, let role, let end, let place):
            add(life)
            add("environment", environment)
            add("credential", credential)
            add("role", tag: role)
            add("end_unix_ms", end)
            add("is_alone", place.contains(.alone))
            add("is_misplaced", place.contains(.misplaced))
        case .statusEnded(let life, let environment, let called, let entries, let clients):
            add(life)
            add("environment", environment)
            add("called_ns", called)
            add("entries", entries)
            add("clients", clients)
        default: addReplica(event)
        }
    }

    private mutating func addReplica(_ event: EnvironmentEvent) {
        switch event {
        case .applied(let environment, let version, let isTombstone, let path):
            add("environment", environment)
            add("version", version)
            add("is_tombstone", isTombstone)
            add("path", tag: path)
        case .trouble(let environment, let trouble, let held, let other):
            add("environment", environment)
            add("trouble", tag: trouble)
            add("held", held)
            add("other", other)
        case .putBack(let environment, let version):
            add("environment", environment)
            add("version", version)
        case .recovered(let lastGood): add("last_good_ns", lastGood)
        case .resolves(let credential, let environment, let isIn):
            add("credential", credential)
            add("environment", environment)
            add("is_in", isIn)
        case .client(let environment, let credential, let token, let change):
            add("environment", environment)
            add("credential", credential)
            add("token", token)
            add("change", tag: change)
        case .delivered(let environment, let data):
            add("environment", environment)
            add("data", data)
        case .sendsEvents(let environment, let credential):
            add("environment", environment)
            add("as", credential)
        case .crossed(let credential, let environment, let called):
            add("credential", credential)
            add("environment", environment)
            add("called_ns", called)
        case .closed(let environment): add("environment", environment)
        default: break  // said above
        }
    }
}

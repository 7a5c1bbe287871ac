import History

/// Gathers what the coordinator records of environments; statements and status entries come before what they belong to.
struct EnvironmentReader {
    private struct Asked: Hashable {
        var life: Life
        var environment: CredentialID
    }

    private var statements: [UInt32: [(CredentialID, EnvironmentRole, UInt64)]] = [:]
    private var entries: [Asked: [(CredentialID, EnvironmentRole, UInt64)]] = [:]
    private var index: [UInt32: Int] = [:]

    /// False: it is about something else.
    mutating func take(_ event: Event, at time: Time, _ model: inout RunModel) -> Bool {
        switch event {
        case .environment(let event): take(event, at: time, &model)
        case .operationInvoked(let number, let kind, let environment, _, _, _):
            let said = statements[number, default: []].map { Self.statement($0, model) }
            let operation = DocumentOperation(number, kind, environment, invoked: time, said)
            guard let operation else { return false }
            index[number] = model.documentOperations.count
            model.documentOperations.append(operation)
        case .operationEnded(let number, let outcome, let version, _, _, _):
            guard let index = index[number] else { return false }
            model.documentOperations[index].returned = time
            model.documentOperations[index].outcome = outcome
            model.documentOperations[index].version = version
        default: return false
        }
        return true
    }

    private mutating func take(_ event: EnvironmentEvent, at time: Time, _ model: inout RunModel) {
        switch event {
        case .named(let environment, let isOffline): model.environments[environment] = isOffline
        case .stated(let operation, let credential, let role, let end):
            statements[operation, default: []].append((credential, role, end))
        case .upstreamSaw(let life, let credential, let sight, let at):
            let sighting = UpstreamSighting(life: life, credential: credential, sight: sight, at: Time(at))
            switch sight {
            case .events, .denied: model.eventSights.append(sighting)
            default: model.upstreamSights.append(sighting)
            }
        case .upstreamUnread(let count): model.upstreamUnread += Int(clamping: count)
        case .statusEntry(let life, let environment, let credential, let role, let end):
            entries[Asked(life: life, environment: environment), default: []].append((credential, role, end))
        case .statusEnded(let life, let environment, let called, let count, _):
            let said = entries.removeValue(forKey: Asked(life: life, environment: environment)) ?? []
            guard said.count == Int(count) else { return }
            model.statuses.append(
                StatusAnswer(
                    life: life, environment: environment, called: min(Time(called), time), returned: time,
                    entries: said.map { Self.statement($0, model) }))
        default: break  // a replica's
        }
    }

    private static func statement(
        _ said: (credential: CredentialID, role: EnvironmentRole, end: UInt64), _ model: RunModel
    ) -> Statement {
        let end = said.end == 0 ? Time.never : model.monotonic(unixMilliseconds: said.end)
        return Statement(credential: said.credential, role: said.role, end: end)
    }
}

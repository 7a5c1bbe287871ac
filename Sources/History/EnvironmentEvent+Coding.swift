/// EnvironmentEvent -> Record -> EnvironmentEvent, over the same fields; reading is total, as in `Record+Decoding.swift`.
extension Record {
    mutating func encode(_ event: EnvironmentEvent) {
        switch event {
        case .named(let environment, let isOffline):
            set(.environmentNamed, subject: environment.number, isOffline ? 1 : 0)
        case .stated(let operation, let credential, let role, let end):
            set(.documentStated, subject: operation, UInt64(role.rawValue), UInt64(credential.number), end)
        case .upstreamSaw(let life, let credential, let sight, let at):
            set(.upstreamSaw, of: life, Packed(sight, life).word, UInt64(credential.number), at)
        case .upstreamUnread(let count): set(.upstreamUnread, count)
        case .statusEntry(let life, let environment, let credential, let role, let end, let place):
            set(
                .statusEntry, of: life, Packed(role, life).word, UInt64(environment.number), UInt64(credential.number),
                end, UInt64(place.rawValue))
        case .statusEnded(let life, let environment, let called, let entries, let clients):
            set(
                .statusEnded, of: life, Packed(life).word, UInt64(environment.number), called, UInt64(entries),
                UInt64(clients))
        default: encodeReplica(event)
        }
    }

    private mutating func encodeReplica(_ event: EnvironmentEvent) {
        switch event {
        case .applied(let environment, let version, let isTombstone, let path):
            set(
                .documentApplied, subject: environment.number, UInt64(path.rawValue), version.epoch, version.nonce,
                isTombstone ? 1 : 0)
        case .trouble(let environment, let trouble, let held, let other):
            set(.documentTrouble, subject: environment.number, UInt64(trouble.rawValue), held, other)
        case .putBack(let environment, let version):
            set(.documentPutBack, subject: environment.number, version.epoch, version.nonce)
        case .recovered(let lastGood): set(.documentsRecovered, lastGood)
        case .resolves(let credential, let environment, let isIn):
            set(.credentialResolves, subject: credential.number, UInt64(environment.number), isIn ? 1 : 0)
        case .client(let environment, let credential, let token, let change):
            set(
                .clientChanged, subject: credential.number, UInt64(change.rawValue), UInt64(environment.number), token)
        case .delivered(let environment, let data): set(.updateDelivered, subject: environment.number, data)
        case .sendsEvents(let environment, let credential):
            set(.eventsSent, subject: credential.number, UInt64(environment.number))
        case .crossed(let credential, let environment, let called):
            set(.environmentCrossed, subject: credential.number, UInt64(environment.number), called)
        case .closed(let environment): set(.environmentClosed, subject: environment.number)
        default: preconditionFailure("an event that no process writes")
        }
    }

    func environmentEvent(_ kind: RecordKind) -> EnvironmentEvent? {
        switch kind {
        case .environmentNamed: return flag(a).map { .named(CredentialID(subject), isOffline: $0) }
        case .documentStated:
            guard let role = tag(a, of: EnvironmentRole.self), let credential = credential(b) else { return nil }
            return .stated(operation: subject, credential, role, end: c)
        case .upstreamSaw:
            guard let (sight, life) = tagged(UpstreamSight.self), let life, let credential = credential(b) else {
                return nil
            }
            return .upstreamSaw(life, credential, sight, at: c)
        case .upstreamUnread: return .upstreamUnread(a)
        case .statusEntry:
            guard let (role, life) = tagged(EnvironmentRole.self), let life, let environment = credential(b),
                let credential = credential(c), let place = UInt8(exactly: e).map(StatusPlace.init(rawValue:)),
                place.isSubset(of: .all)
            else { return nil }
            return .statusEntry(life, environment: environment, credential, role, end: d, place: place)
        case .statusEnded:
            guard let life = lifeAlone, let environment = credential(b), let entries = u32(d), let clients = u32(e)
            else { return nil }
            return .statusEnded(life, environment: environment, called: c, entries: entries, clients: clients)
        default: return replicaEnvironmentEvent(kind)
        }
    }

    private func replicaEnvironmentEvent(_ kind: RecordKind) -> EnvironmentEvent? {
        switch kind {
        case .documentApplied:
            guard let path = tag(a, of: DocumentPath.self), let isTombstone = flag(d) else { return nil }
            return .applied(CredentialID(subject), version: stamp(b, c), isTombstone: isTombstone, path: path)
        case .documentTrouble:
            guard let trouble = tag(a, of: DocumentTrouble.self) else { return nil }
            return .trouble(CredentialID(subject), trouble, held: b, other: c)
        case .documentPutBack: return .putBack(CredentialID(subject), version: stamp(a, b))
        case .documentsRecovered: return .recovered(lastGood: a)
        case .credentialResolves:
            guard let environment = credential(a), let isIn = flag(b) else { return nil }
            return .resolves(CredentialID(subject), environment: environment, isIn: isIn)
        case .clientChanged:
            guard let change = tag(a, of: ClientChange.self), let environment = credential(b) else { return nil }
            return .client(environment: environment, CredentialID(subject), token: c, change)
        case .updateDelivered: return .delivered(environment: CredentialID(subject), data: a)
        case .eventsSent:
            return credential(a).map { .sendsEvents(environment: $0, as: CredentialID(subject)) }
        case .environmentCrossed:
            return credential(a).map { .crossed(CredentialID(subject), environment: $0, called: b) }
        case .environmentClosed: return .closed(CredentialID(subject))
        default: return nil
        }
    }
}

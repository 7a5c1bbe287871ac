import Credentials
import ReplicaProcess

extension AuthorizationOrder: ControlMessage {
    func put(into wire: inout WireWriter) {
        switch self {
        case .tenants(let tenants):
            wire.put(UInt8(1))
            wire.put(list: tenants) { $0.put($1) }
        case .inject(let fault):
            wire.put(UInt8(2))
            wire.put(fault)
        case .lift(let id):
            wire.put(UInt8(3))
            wire.put(id.number)
        case .forget(let tenant):
            wire.put(UInt8(4))
            wire.put(optional: tenant) { $0.put($1) }
        case .ledger(let start):
            wire.put(UInt8(5))
            wire.put(start)
        case .met(let id):
            wire.put(UInt8(6))
            wire.put(id.number)
        case .endSecrets(let tenant):
            wire.put(UInt8(7))
            wire.put(optional: tenant) { $0.put($1) }
        }
    }

    init(from wire: inout WireReader) throws(WireError) {
        switch try wire.take(UInt8.self) {
        case 1: self = .tenants(try wire.takeList { r throws(WireError) in try r.takeTenant() })
        case 2: self = .inject(try wire.takeFault())
        case 3: self = .lift(AuthorizationFault.ID(try wire.take()))
        case 4: self = .forget(tenant: try wire.takeOptional { r throws(WireError) in try r.takeText() })
        case 5: self = .ledger(from: try wire.take())
        case 6: self = .met(AuthorizationFault.ID(try wire.take()))
        case 7: self = .endSecrets(tenant: try wire.takeOptional { r throws(WireError) in try r.takeText() })
        default: throw WireError()
        }
    }
}

extension AuthorizationReport: ControlMessage {
    func put(into wire: inout WireWriter) {
        switch self {
        case .hello(let pid, let port):
            wire.put(UInt8(1))
            wire.put(pid)
            wire.put(port)
        case .done: wire.put(UInt8(2))
        case .count(let count):
            wire.put(UInt8(3))
            wire.put(count)
        case .ledger(let entries):
            wire.put(UInt8(4))
            wire.put(list: entries) { $0.put($1) }
        case .refused(let error):
            wire.put(UInt8(5))
            wire.put(error.code.rawValue)
            wire.put(error.detail)
        }
    }

    init(from wire: inout WireReader) throws(WireError) {
        switch try wire.take(UInt8.self) {
        case 1: self = .hello(pid: try wire.take(), port: try wire.take())
        case 2: self = .done
        case 3: self = .count(try wire.take())
        case 4: self = .ledger(try wire.takeList { r throws(WireError) in try r.takeEntry() })
        case 5: self = .refused(AuthorizationError(try wire.takeCase(), try wire.takeText()))
        default: throw WireError()
        }
    }
}

// MARK: - Tenants and entries

extension WireWriter {
    fileprivate mutating func put(_ tenant: AuthorizationTenant) {
        put(tenant.name)
        put(optional: tenant.initialAccessToken) { $0.put(counted: $1.withBytes { $0 }) }
        put(optional: tenant.secretLife) { $0.put($1) }
        put(optional: tenant.authMethods) { $0.put(list: $1) { $0.put($1) } }
        put(list: tenant.challenges) { $0.put($1) }
        put(list: tenant.scopes) { $0.put($1) }
        put(tenant.namesRegistration)
        put(tenant.managesClients)
        put(tenant.latency)
    }

    fileprivate mutating func put(_ entry: LedgerEntry) {
        put(entry.tenant)
        put(entry.redirectURI)
        put(entry.scope)
        put(entry.clientID)
        put(entry.registeredAt?.number ?? 0)
        put(entry.secretExpiresAt?.number ?? 0)
        put(entry.state.rawValue)
        put(entry.isAnswered)
        put(entry.uses)
        put(entry.refusedUses)
    }
}

extension WireReader {
    fileprivate mutating func takeTexts() throws(WireError) -> [String] {
        try takeList { r throws(WireError) in try r.takeText() }
    }

    fileprivate mutating func takeTenant() throws(WireError) -> AuthorizationTenant {
        var tenant = AuthorizationTenant(name: try takeText())
        tenant.initialAccessToken = try takeOptional { r throws(WireError) in Secret(bytes: try r.takeCounted()) }
        tenant.secretLife = try takeOptional { r throws(WireError) in try r.take() }
        tenant.authMethods = try takeOptional { r throws(WireError) in try r.takeTexts() }
        tenant.challenges = try takeTexts()
        tenant.scopes = try takeTexts()
        tenant.namesRegistration = try takeFlag()
        tenant.managesClients = try takeFlag()
        tenant.latency = try take()
        return tenant
    }

    fileprivate mutating func takeEntry() throws(WireError) -> LedgerEntry {
        LedgerEntry(
            tenant: try takeText(), redirectURI: try takeText(), scope: try takeText(), clientID: try takeText(),
            registeredAt: UnixSeconds(try take(Int64.self)), secretExpiresAt: UnixSeconds(try take(Int64.self)),
            state: try takeCase(), isAnswered: try takeFlag(), uses: try take(), refusedUses: try take())
    }
}

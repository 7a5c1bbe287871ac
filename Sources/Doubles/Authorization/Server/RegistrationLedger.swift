import Credentials

/// One registration that the double ever made, as its ledger tells it; no secret in it.
package struct LedgerEntry: Equatable, Sendable {
    package enum State: UInt8, Sendable, CaseIterable {
        case live = 1
        /// Withdrawn by who holds its management token.
        case deleted
        /// Lost by the server itself, as a fault.
        case forgotten
    }

    package let tenant: String
    package let redirectURI: String
    /// As it was asked for.
    package let scope: String
    package let clientID: String
    package let registeredAt: UnixSeconds?
    package let secretExpiresAt: UnixSeconds?
    package var state: State
    /// The whole answer was given to the network; else nobody may know this client.
    package var isAnswered: Bool
    /// Uses at the token endpoint that passed, and that were refused: wrong secret, ended secret, no client any more.
    package var uses: UInt32
    package var refusedUses: UInt32
}

/// All registrations that the double ever made, in their order.
struct RegistrationLedger: Sendable {
    struct Client: Sendable {
        var entry: LedgerEntry
        let authMethod: String
        let secret: Secret?
        let managementToken: Secret
        /// The secret is good no more, though its end has not come.
        var isSecretEnded = false
    }

    private(set) var clients: [Client] = []
    private var places: [String: Int] = [:]

    var entries: [LedgerEntry] { clients.map(\.entry) }
    subscript(clientID: String) -> Client? { places[clientID].map { clients[$0] } }

    mutating func add(_ client: Client) {
        places[client.entry.clientID] = clients.count
        clients.append(client)
    }

    mutating func change(_ clientID: String, _ body: (inout LedgerEntry) -> Void) {
        if let place = places[clientID] { body(&clients[place].entry) }
    }

    /// Returns how many there were; nil for all tenants.
    mutating func forget(tenant: String?) -> Int {
        let places = live(of: tenant)
        for place in places { clients[place].entry.state = .forgotten }
        return places.count
    }

    /// Likewise; a client that has no secret keeps on.
    mutating func endSecrets(tenant: String?) -> Int {
        let places = live(of: tenant).filter { clients[$0].secret != nil && !clients[$0].isSecretEnded }
        for place in places { clients[place].isSecretEnded = true }
        return places.count
    }

    private func live(of tenant: String?) -> [Int] {
        clients.indices.filter {
            clients[$0].entry.state == .live && (tenant == nil || clients[$0].entry.tenant == tenant)
        }
    }
}

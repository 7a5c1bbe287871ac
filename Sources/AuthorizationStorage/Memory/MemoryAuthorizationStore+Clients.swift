/// Clients.
extension MemoryAuthorizationStore {
    public func registerClient(_ client: RegisteredClient) async throws(StorageError) {
        try Arguments(of: .registerClient).requireRegistrable(client)
        try perform(.registerClient) { (tables, now) throws(StorageError) in
            guard tables.clients.register(client, at: now) else {
                throw StorageError(.clientCapacity, in: .registerClient)
            }
        }
    }

    public func getClient(_ id: String) async throws(StorageError) -> RegisteredClient {
        try find(.getClient) { $0.clients.client(id, at: $1) }
    }

    public func renewClientTTL(_ client: RegisteredClient?) async throws(StorageError) {
        guard let client, client.isDCRIssued else { return }
        try perform(.renewClientTTL) { $0.clients.renew(client.id, at: $1) }
    }
}

import RedisLink

/// Clients.
extension RedisAuthorizationStore {
    public func registerClient(_ client: RegisteredClient) async throws(StorageError) {
        try Arguments(of: .registerClient).requireRegistrable(client)
        let value = try document(of: ClientRecord(client: client), in: .registerClient)
        _ = try await run(
            StorageScript.registerClient, [keys.client(client.id)], [value, Lifetime.client(client).argument],
            in: .registerClient)
    }

    public func getClient(_ id: String) async throws(StorageError) -> RegisteredClient {
        try await fetchClient(id, in: .getClient)
    }

    /// `GT` gives no end to a client that has none, and shortens no life.
    public func renewClientTTL(_ client: RegisteredClient?) async throws(StorageError) {
        guard let client, client.isDCRIssued else { return }
        let ttl = Lifetime.seconds(Lifetime.clientSeconds).argument
        _ = try await order(
            RedisCommand("PEXPIRE", [keys.client(client.id), ttl, "GT".bytes]), in: .renewClientTTL)
    }

    /// A row of the first generation is asked for again, in one go with whether it has an end.
    func fetchClient(_ id: String, in operation: StorageOperation) async throws(StorageError) -> RegisteredClient {
        let get = RedisCommand("GET", [keys.client(id)])
        let record = try knownClient(id, try await ask(get, in: operation), in: operation)
        guard record.needsTTL else { return record.client }
        let replies = try await ask([get, RedisCommand("PTTL", [keys.client(id)])], in: operation)
        let again: ClientRecord = try decode(replies[0], in: operation)
        guard case .integer(let left) = replies[1] else { throw StorageError(.malformed, in: operation) }
        var client = again.client
        if again.needsTTL { client.isDCRIssued = left >= 0 }
        return client
    }

    /// Almost all sessions are of a few clients, whose documents are the same each time: one that is, byte for byte, is not
    /// decoded again.
    private func knownClient(
        _ id: String, _ reply: RedisReply, in operation: StorageOperation
    ) throws(StorageError) -> ClientRecord {
        guard case .string(let bytes) = reply else { return try decode(reply, in: operation) }
        if let known = clients[id], known.bytes == bytes { return known.record }
        let record: ClientRecord = try decode(bytes, in: operation)
        if clients.count >= Self.mostKnownClients { clients.removeAll(keepingCapacity: true) }
        clients[id] = DecodedClient(bytes: bytes, record: record)
        return record
    }

    private static var mostKnownClients: Int { 64 }

    /// The session of a record, with its client; `.notFound` when the client is gone.
    func session(of record: SessionRecord, in operation: StorageOperation) async throws(StorageError) -> Session {
        let id = record.clientID
        if id.utf8.isEmpty { return record.session(of: nil) }
        if RegisteredClient.isSynthetic(id) { return record.session(of: .synthetic(id: id)) }
        return record.session(of: try await fetchClient(id, in: operation))
    }

    /// The same for a document.
    func session(from value: [UInt8], in operation: StorageOperation) async throws(StorageError) -> Session {
        try await session(of: try decode(value, in: operation), in: operation)
    }

    /// The same for what a script has just taken out of use: whoever cannot read it cannot say that nothing happened.
    func takenSession(from value: [UInt8], in operation: StorageOperation) async throws(StorageError) -> Session {
        do throws(StorageError) {
            return try await session(from: value, in: operation)
        } catch {
            throw error.afterAnEffect
        }
    }

    /// Reads a session under a key.
    func fetchSession(_ key: [UInt8], in operation: StorageOperation) async throws(StorageError) -> Session {
        let reply = try await ask(RedisCommand("GET", [key]), in: operation)
        return try await session(of: try decode(reply, in: operation), in: operation)
    }
}

/// A client's document, and what it says.
struct DecodedClient {
    let bytes: [UInt8]
    let record: ClientRecord
}

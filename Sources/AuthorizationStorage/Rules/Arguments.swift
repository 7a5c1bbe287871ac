/// Which arguments can be what they should be.
struct Arguments {
    let operation: StorageOperation

    init(of operation: StorageOperation) { self.operation = operation }

    /// - Throws: `.invalidRequest` unless the text says something.
    func require(_ text: String) throws(StorageError) {
        guard !text.utf8.isEmpty else { throw StorageError(.invalidRequest, in: operation) }
    }

    /// - Throws: `.invalidRequest` unless every text says something.
    func require(_ texts: String...) throws(StorageError) {
        guard texts.allSatisfy({ !$0.utf8.isEmpty }) else { throw StorageError(.invalidRequest, in: operation) }
    }

    /// Also refuses a session with a number that no JSON can say, and one without a request id: all of those would be
    /// one family, and whoever revoked it would end everybody's.
    func require(_ text: String, _ session: Session) throws(StorageError) {
        try require(text, session.requestID)
        let extras = [session.details.headers, session.details.claims.extra]
        guard extras.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
            throw StorageError(.invalidRequest, in: operation)
        }
    }

    /// The keys of the users' indexes begin with `user:upstream:` and `user:providers:`.
    func requireUserID(_ id: String) throws(StorageError) {
        try require(id)
        guard Self.isUserID(id) else { throw StorageError(.invalidRequest, in: operation) }
    }

    /// A user of any other id is not there, and its key is not a user's.
    func requireFindable(_ id: String) throws(StorageError) {
        guard Self.isUserID(id) else { throw StorageError(.notFound, in: operation) }
    }

    private static func isUserID(_ id: String) -> Bool {
        !["upstream:", "providers:"].contains { id.utf8.starts(with: $0.utf8) }
    }

    func requireRegistrable(_ client: RegisteredClient) throws(StorageError) {
        guard !client.isSynthetic else { throw StorageError(.reservedClientID, in: operation) }
        try require(client.id)
    }

    func requireLinkable(_ identity: ProviderIdentity) throws(StorageError) {
        try require(identity.userID, identity.providerID, identity.subject)
        try requireUserID(identity.userID)
    }
}

extension JSONValue {
    /// True when every number in it is finite.
    fileprivate var isFinite: Bool {
        switch self {
        case .number(let number): number.isFinite
        case .list(let list): list.allSatisfy(\.isFinite)
        case .object(let object): object.values.allSatisfy(\.isFinite)
        case .null, .flag, .integer, .text: true
        }
    }
}

import Credentials

@testable import Stores

/// Short ways to ask for changes, so that a test reads as the story it tells.
extension NewManagedKey {
    static func fresh(
        _ name: String = "key", about: String = "", path: String = "", expiresAt: WallTime? = nil,
        id: ManagedKeyID? = nil, token: ManagedKeyToken? = nil
    ) throws -> NewManagedKey {
        var generator = SystemRandomNumberGenerator()
        let draft = try ManagedKeyDraft(
            name: name, description: about, userPath: path, expiresAt: expiresAt, now: WallTime(milliseconds: 0))
        return NewManagedKey(
            id: id ?? .random(using: &generator), draft: draft, token: token ?? .random(using: &generator))
    }
}

extension ManagedKeyToken {
    static func fresh() -> ManagedKeyToken {
        var generator = SystemRandomNumberGenerator()
        return .random(using: &generator)
    }
}

extension ManagedKeyStore {
    func create(_ key: NewManagedKey, floor: Epoch = .zero) async throws -> ManagedKeyChange {
        try await awaited { create(key, floor: floor, $0) }
    }

    func deactivate(
        _ id: ManagedKeyID, first: WallTime? = nil, floor: Epoch = .zero
    ) async throws -> ManagedKeyChange {
        try await awaited { deactivate(id, first: first, floor: floor, $0) }
    }

    func record(_ id: ManagedKeyID) async throws -> ManagedKeyRecord? { try await awaited { record(id, $0) } }

    func changes(
        after revision: Epoch = .zero, witness: ManagedKeyWitness? = nil, limit: Int = ManagedKeyPage.largest
    ) async throws -> ManagedKeyPage {
        try await awaited { changes(ManagedKeyQuery(after: revision, witness: witness, limit: limit), $0) }
    }

    func list(limit: Int = ManagedKeyPage.largest) async throws -> ManagedKeyList {
        try await awaited { list(limit: limit, $0) }
    }

    /// Every page from the beginning on.
    func walk(limit: Int) async throws -> [ManagedKeyPage] {
        var pages = [try await changes(limit: limit)]
        while let last = pages.last, last.hasMore { pages.append(try await changes(after: last.last, limit: limit)) }
        return pages
    }
}

private func awaited<Success: Sendable>(
    _ start: (@escaping ManagedKeyAnswer<Success>) -> Void
) async throws -> Success {
    try await withCheckedThrowingContinuation { continuation in start { continuation.resume(with: $0) } }
}

/// The error that a call ends with.
func cause(_ body: () async throws -> Void) async -> ManagedKeyStoreError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? ManagedKeyStoreError
    }
}

import Credentials
import Testing

@testable import AuthorizationStorage

@Suite struct PendingConformanceTests {
    @Test(arguments: Backing.allCases)
    func `a record comes back whole, is replaced, and goes`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            try await storage.storePendingAuthorization(state: "x", PendingAuthorization(createdAt: stage.now))
            let pending = PendingAuthorization.sample(at: stage.now)
            try await storage.storePendingAuthorization(state: "x", pending)
            #expect(try await storage.loadPendingAuthorization(state: "x") == pending)
            try await storage.deletePendingAuthorization(state: "x")
            for error in await [
                refusal { () async throws(StorageError) in _ = try await storage.loadPendingAuthorization(state: "x") },
                refusal { () async throws(StorageError) in _ = try await storage.takePendingAuthorization(state: "x") },
                refusal { () async throws(StorageError) in try await storage.deletePendingAuthorization(state: "x") },
            ] {
                #expect(error?.sentinel == .notFound && error?.engineError == .notFound)
            }
        }
    }

    @Test(arguments: Backing.allCases)
    func `taking it leaves nothing for a second callback`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let pending = PendingAuthorization.sample(at: stage.now)
            try await stage.storage.storePendingAuthorization(state: "x", pending)
            #expect(try await stage.storage.takePendingAuthorization(state: "x") == pending)
            let error = await refusal { () async throws(StorageError) in
                try await stage.storage.takePendingAuthorization(state: "x")
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test(arguments: Backing.allCases)
    func `it goes ten minutes after it was stored`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let ahead = PendingAuthorization.sample(at: stage.now.advanced(bySeconds: 1_000))
            try await stage.storage.storePendingAuthorization(state: "x", ahead)
            try await stage.pass(seconds: Lifetime.pendingSeconds - 5)
            _ = try await stage.storage.loadPendingAuthorization(state: "x")
            try await stage.pass(seconds: 6)
            let error = await refusal { () async throws(StorageError) in
                try await stage.storage.loadPendingAuthorization(state: "x")
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test(arguments: Backing.allCases, [nil, -602] as [Int64?])
    func `one that says itself to be old, or nothing, is expired at once`(
        _ backing: Backing, seconds: Int64?
    ) async throws {
        try await backing.withStore { stage in
            var old = PendingAuthorization.sample(at: stage.now)
            old.createdAt = seconds.map { stage.now.advanced(bySeconds: $0) }
            try await stage.storage.storePendingAuthorization(state: "x", old)
            let load = await refusal { () async throws(StorageError) in
                try await stage.storage.loadPendingAuthorization(state: "x")
            }
            #expect(load?.sentinel == .expired && load?.carried == nil)
            let take = await refusal { () async throws(StorageError) in
                try await stage.storage.takePendingAuthorization(state: "x")
            }
            #expect(take?.sentinel == .expired)
            let after = await refusal { () async throws(StorageError) in
                try await stage.storage.loadPendingAuthorization(state: "x")
            }
            #expect(after?.code == .notFound)
        }
    }
}

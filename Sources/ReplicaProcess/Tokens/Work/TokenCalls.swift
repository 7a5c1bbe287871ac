import AuthorizationStorage
import CPosix
import Credentials
import History
import RedisLink

/// The calls on the storage that clients of an authorization server cause, each written down with its outcome.
///
/// A call that certainly had no effect is repeated for some time, as a client does that gets an error; one with an unknown
/// outcome only where repeating it is harmless.
package final class TokenCalls {
    let loop: EventLoop
    package let storage: RedisAuthorizationStore
    package let names: TokenNames
    private let link: RedisLink
    private let confirmations: Confirmations
    private let record: (TokenDeed) -> Void
    /// Nothing is repeated any more.
    package var isEnding = false

    /// How long a client goes on, and how long it waits in between; nanoseconds.
    private static let patience: UInt64 = 4_000_000_000
    private static let pause: UInt64 = 100_000_000

    /// - Parameters:
    ///   - confirm: how many Redis replicas have to acknowledge a write before it counts.
    ///   - record: the deed has ended now.
    package init(
        on loop: EventLoop, over link: RedisLink, _ names: TokenNames, confirm: UInt32,
        record: @escaping (TokenDeed) -> Void
    ) {
        self.loop = loop
        self.link = link
        self.names = names
        self.record = record
        storage = .over(link, on: loop, prefix: names.prefix)
        confirmations = Confirmations(link, needed: confirm)
    }

    /// What may be done again.
    enum Repeating { case nothing, failures, everything }

    /// Does it, and says how it ended; written down unless that is somebody else's affair.
    func perform(
        _ kind: TokenDeedKind, _ family: UInt32, _ generation: UInt32 = 0, detail: UInt64 = 0,
        repeating: Repeating = .nothing, isWrite: Bool = true, isRecorded: (TokenOutcome) -> Bool = { _ in true },
        _ body: () async throws(StorageError) -> Void
    ) async -> TokenOutcome {
        let called = kq_now()
        var connection = link.reconnects
        var outcome = await attempt(body)
        while Self.isRepeated(outcome, repeating), !isEnding, kq_now() < called + Self.patience {
            await loop.sleep(nanoseconds: Self.pause)
            connection = link.reconnects
            outcome = await attempt(body)
        }
        if isWrite, outcome == .done, !(await confirmations.areEnough(writtenOn: connection)) {
            outcome = .unconfirmed
        }
        if isRecorded(outcome) {
            record(
                TokenDeed(kind, outcome, family: family, generation: generation, called: called, detail: detail))
        }
        return outcome
    }

    private static func isRepeated(_ outcome: TokenOutcome, _ repeating: Repeating) -> Bool {
        switch repeating {
        case .nothing: false
        case .failures: outcome == .failed
        case .everything: outcome == .failed || outcome == .unknown
        }
    }

    private func attempt(_ body: () async throws(StorageError) -> Void) async -> TokenOutcome {
        do throws(StorageError) {
            try await body()
            return .done
        } catch {
            return TokenOutcome(error)
        }
    }
}

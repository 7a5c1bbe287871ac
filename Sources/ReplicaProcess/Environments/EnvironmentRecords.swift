import Credentials
import History
import ReplicaCore

/// What has to be remembered so that records of environments say the right names.
struct EnvironmentRecords {
    var resolutions = Resolutions()
    var warnings = CredentialWarnings()
    /// Starts of clients of which there is more to tell.
    private var starts: [ClientToken: ClientStart] = [:]
    /// What was recorded under no name, because the coordinator had not told it yet; the oldest first.
    private var unnamed: [(fact: EnvironmentFact, time: UInt64)] = []

    /// Facts kept for a correction; a replica that hears of thousands of keys that nobody ever names keeps the latest.
    static let longestMemory = 2_000

    mutating func started(_ start: ClientStart) { starts[start.token] = start }

    func start(of token: ClientToken) -> ClientStart? { starts[token] }

    /// What happened to a client; nil for one that nobody started.
    mutating func fact(_ token: ClientToken, _ change: ClientChange) -> EnvironmentFact? {
        guard let start = starts[token] else { return nil }
        switch change {
        case .failed, .closed, .lost: starts[token] = nil
        case .starting, .started, .closing, .late: break
        }
        return .client(start, change)
    }

    mutating func remember(_ fact: EnvironmentFact, at time: UInt64) {
        if unnamed.count >= Self.longestMemory { unnamed.removeFirst(Self.longestMemory / 2) }
        unnamed.append((fact, time))
    }

    /// Takes out what can be told by name now, in the order in which it happened.
    mutating func takeNamed(in numbers: EnvironmentNumbers) -> [(fact: EnvironmentFact, time: UInt64)] {
        guard !unnamed.isEmpty else { return [] }
        let named = unnamed.filter { $0.fact.isNamed(in: numbers) }
        if !named.isEmpty { unnamed.removeAll { $0.fact.isNamed(in: numbers) } }
        return named
    }
}

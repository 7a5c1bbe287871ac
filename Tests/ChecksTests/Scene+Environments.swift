@testable import Checks
import History
@testable import Scenario

/// Scenes with environments: a fleet that applies every document 30 ms after its answer, and does at once all that follows from
/// it. A test says what a document states and, where that is not the same, what it leaves accepted. Bounds are 600 ms.
extension Scene {
    /// One document, or a deletion; ends are milliseconds of the scene.
    struct Document {
        var environment: CredentialID
        var sdk: CredentialID?
        var mobile: CredentialID?
        /// Grace notices, and additional keys that end.
        var grace: [(key: CredentialID, end: Double)] = []
        var additional: [CredentialID] = []
        var ending: [(key: CredentialID, end: Double)] = []
        /// Who is in grace yet by an earlier document.
        var keeping: [(key: CredentialID, end: Double)] = []
        var isDeletion = false
        var isOffline = false
        var version = VersionStamp.zero

        init(_ environment: CredentialID) { self.environment = environment }

        /// Until when each credential is accepted.
        var accepted: [CredentialID: Double] {
            guard !isDeletion else { return [:] }
            let lasting = [environment, sdk, mobile].compactMap { $0 } + additional
            var ends = Dictionary(lasting.map { ($0, Double.infinity) }) { first, _ in first }
            for (key, end) in grace + ending + keeping where ends[key] == nil { ends[key] = end }
            return ends
        }

        var primaries: [CredentialID] { isDeletion || isOffline ? [] : [sdk, mobile].compactMap { $0 } }
        /// Keys that act for the environment, mobile ones among them.
        var acting: [CredentialID] {
            isDeletion || isOffline ? [] : (sdk.map { [$0] } ?? []) + (grace + keeping).map(\.key)
        }
    }

    /// An environment that is there from before the fleet.
    static func withEnvironment(
        replicas: Int = 2, end: Double = 5_000, isOffline: Bool = false, mobile hasMobile: Bool = true
    ) -> (scene: Scene, document: Document) {
        var scene = Scene(replicas: replicas, end: end)
        scene.plan.environments = EnvironmentsPlan()
        scene.plan.environments?.learn = 600_000_000
        scene.plan.environments?.refuse = 600_000_000
        scene.plan.environments?.poll = 500_000_000
        let document = scene.addEnvironment(at: 50, isOffline: isOffline, mobile: hasMobile)
        return (scene, document)
    }

    mutating func addEnvironment(at invoked: Double, isOffline: Bool = false, mobile: Bool = true) -> Document {
        var document = Document(name(.environmentID))
        document.isOffline = isOffline
        coordinator.append((0, .environment(.named(document.environment, isOffline: isOffline))))
        document.sdk = name(.sdkKey)
        if mobile { document.mobile = name(.mobileKey) }
        publish(&document, at: invoked)
        return document
    }

    mutating func name(_ kind: CredentialKind) -> CredentialID {
        credentials.append((kind, .fresh))
        return CredentialID(UInt32(credentials.count - 1))
    }

    /// The next document of an environment; everybody who lives follows.
    mutating func publish(
        _ document: inout Document, at invoked: Double, took: Double = 4, outcome: Outcome = .ok,
        followed delay: Double? = 30
    ) {
        let number = operations
        operations += 1
        document.version = VersionStamp(epoch: Clock.unix(invoked + took / 2), nonce: UInt64(number))
        if !document.isDeletion { state(document, number, invoked) }
        let kind: OperationKind = document.isDeletion ? .deleteDocument : .publishDocument
        let isKnown = outcome != .unknown && outcome != .failed
        coordinator += [
            (invoked, .operationInvoked(number, kind: kind, credential: document.environment, grace: 0, step: 0)),
            (
                invoked + took,
                .operationEnded(
                    number, outcome: outcome, version: isKnown ? document.version : .zero, fingerprint: .none,
                    graceEnd: 0)
            ),
        ]
        guard outcome != .failed, let delay else { return }
        for index in actors.indices where actors[index].end > invoked {
            applies(index, document, at: max(invoked + took + delay, actors[index].ready - 20))
        }
    }

    mutating func applies(_ index: Int, _ document: Document, at: Double) {
        actors[index].documents.append((at, document))
        actors[index].documents.sort { $0.at < $1.at }
    }

    /// All that a document states, before it is published.
    private mutating func state(_ document: Document, _ number: UInt32, _ at: Double) {
        func say(_ key: CredentialID, _ role: EnvironmentRole, _ end: Double?) {
            let end = end.map { Clock.unix($0) } ?? 0
            coordinator.append((at, .environment(.stated(operation: number, key, role, end: end))))
        }
        for key in [document.sdk, document.mobile].compactMap({ $0 }) { say(key, .primary, nil) }
        for (key, end) in document.grace { say(key, .predecessor, end) }
        for key in document.additional { say(key, .additional, nil) }
        for (key, end) in document.ending { say(key, .ending, end) }
    }

    /// What an actor that behaves says to a status question about one environment.
    mutating func asksStatus(
        _ replica: UInt32, _ environment: CredentialID, at: Double, took: Double = 0.5,
        _ entries: [(CredentialID, EnvironmentRole)]
    ) {
        guard let life = actors.first(where: { $0.replica == replica })?.life else { return }
        for (key, role) in entries {
            coordinator.append(
                (
                    at + took,
                    .environment(.statusEntry(life, environment: environment, key, role, end: 0))
                ))
        }
        coordinator.append(
            (
                at + took,
                .environment(
                    .statusEnded(
                        life, environment: environment, called: Clock.monotonic(at), entries: UInt32(entries.count),
                        clients: 1))
            ))
    }
}

// MARK: what follows from what an actor holds

extension Scene {
    func honestCredential(_ actor: Actor, _ credential: CredentialID, _ at: Double) -> ProbeRun.Verdict {
        let held = Dictionary(grouping: actor.documents.filter { $0.at <= at }, by: \.document.environment)
        let ends = held.values.compactMap { $0.last?.document.accepted[credential] }
        return ends.contains { at <= $0 } ? .accepted : .refused
    }

    /// Of each environment, document by document: what began and what ended with it, and by itself before the next.
    func environmentEvents(_ actor: Actor) -> [(at: Double, event: Event)] {
        var events: [(at: Double, event: Event)] = []
        for (_, rows) in Dictionary(grouping: actor.documents, by: \.document.environment) {
            var row = EnvironmentEvents(self)
            for (place, entry) in rows.enumerated() {
                row.takes(entry.document, at: entry.at, until: place + 1 < rows.count ? rows[place + 1].at : actor.end)
            }
            events += row.events
        }
        return events.filter { $0.at < actor.end }
    }

    /// Each client is open 2 ms after its start and closed 1 ms after its end; what is open dies with the actor.
    func upstreamEvents(_ actor: Actor) -> [(at: Double, event: Event)] {
        var open: [UInt64: CredentialID] = [:]
        var seen: [(at: Double, event: Event)] = []
        func see(_ sight: UpstreamSight, _ key: CredentialID, _ at: Double) {
            seen.append((at, .environment(.upstreamSaw(actor.life, key, sight, at: Clock.monotonic(at)))))
        }
        for (at, event) in environmentEvents(actor).sorted(by: { $0.at < $1.at }) {
            if case .environment(.sendsEvents(_, as: let key)) = event, key != .unnamed { see(.events, key, at + 3) }
            guard case .environment(.client(_, let key, let token, let change)) = event else { continue }
            if change == .starting {
                open[token] = key
                see(.opened, key, at + 2)
            } else if change == .closing {
                open[token] = nil
                see(.closed, key, at + 1)
            }
        }
        for key in open.values { see(.closed, key, actor.end + 1) }
        return seen.filter { $0.at < end }
    }
}

/// One environment in one actor, as it records it.
private struct EnvironmentEvents {
    private let scene: Scene
    private(set) var events: [(at: Double, event: Event)] = []
    private var accepted: [CredentialID: Double] = [:]
    private var clients: [CredentialID: UInt64] = [:]
    private var primaries: [CredentialID] = []
    private var tokens: UInt64 = 0

    init(_ scene: Scene) { self.scene = scene }

    mutating func takes(_ document: Scene.Document, at: Double, until next: Double) {
        let environment = document.environment
        tokens = max(tokens, UInt64(environment.number) * 1_000)
        say(
            .applied(environment, version: document.version, isTombstone: document.isDeletion, path: .push), at)
        let new = document.accepted.filter { $0.value >= at }
        for key in new.keys.sorted() where accepted[key] == nil { resolves(key, environment, isIn: true, at + 0.1) }
        for key in accepted.keys.sorted() where new[key] == nil { resolves(key, environment, isIn: false, at + 0.1) }
        accepted = new
        setClients(document, at + 0.2)
        for key in document.primaries where !primaries.contains(key) {
            say(.sendsEvents(environment: environment, as: key), at + 0.3)
        }
        if document.isDeletion { say(.sendsEvents(environment: environment, as: .unnamed), at + 0.3) }
        primaries = document.primaries
        for (key, end) in accepted.sorted(by: { $0.value < $1.value }) where end < next {
            ends(key, environment, end + 1)
        }
    }

    private mutating func setClients(_ document: Scene.Document, _ at: Double) {
        let wanted = document.acting.filter { accepted[$0] != nil && scene.credentials[Int($0.number)].kind == .sdkKey }
        for key in clients.keys.sorted() where !wanted.contains(key) { close(key, document.environment, at) }
        for key in wanted where clients[key] == nil {
            tokens += 1
            clients[key] = tokens
            client(document.environment, key, tokens, .starting, at)
            client(document.environment, key, tokens, .started, at + 3)
        }
    }

    private mutating func ends(_ key: CredentialID, _ environment: CredentialID, _ at: Double) {
        accepted[key] = nil
        resolves(key, environment, isIn: false, at)
        close(key, environment, at + 0.1)
    }

    private mutating func close(_ key: CredentialID, _ environment: CredentialID, _ at: Double) {
        guard let token = clients.removeValue(forKey: key) else { return }
        client(environment, key, token, .closing, at)
        client(environment, key, token, .closed, at + 2)
    }

    private mutating func client(
        _ environment: CredentialID, _ key: CredentialID, _ token: UInt64, _ change: ClientChange, _ at: Double
    ) {
        say(.client(environment: environment, key, token: token, change), at)
    }

    private mutating func resolves(_ key: CredentialID, _ environment: CredentialID, isIn: Bool, _ at: Double) {
        say(.resolves(key, environment: environment, isIn: isIn), at)
    }

    private mutating func say(_ event: EnvironmentEvent, _ at: Double) { events.append((at, .environment(event))) }
}

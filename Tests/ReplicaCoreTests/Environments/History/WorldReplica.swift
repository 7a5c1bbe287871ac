import Credentials
import History
import HistoryLog

@testable import ReplicaCore

/// What one replica of a world would have recorded: its effects and notes as its driver writes them.
struct WorldReplica {
    private let credentials: WorldCredentials
    private let writer: RegionWriter
    private let cells: ProbeCells
    private let life = Incarnation(1)
    private var gate = EnvironmentGate()
    /// Registered, and not resolving yet; closed, and resolving still.
    private var coming: [(EnvironmentCredential, EnvironmentName)] = []
    private var going: [(EnvironmentCredential, EnvironmentName)] = []
    private var clients: [ClientToken: (EnvironmentName, SDKKey?)] = [:]
    private var crossed: Set<EnvironmentCredential> = []
    private var isStarted = false
    private var hasStopped = false

    init(_ number: Int, _ credentials: WorldCredentials, _ writer: RegionWriter) {
        self.credentials = credentials
        self.writer = writer
        cells = ProbeCells(writer: writer, incarnation: Incarnation(1))
    }

    mutating func take(_ entry: TraceEntry) {
        let now = entry.time.steady.nanoseconds
        if !isStarted {
            isStarted = true
            write(.started(pid: 1, configured: .none, wallOffset: WorldCoordinator.wallOffset), now)
        }
        switch entry.event {
        case .ready: write(.ready(effective: .none, confirmed: true), now)
        case .allClosed:
            cells.closeAll()
            hasStopped = true
            write(.stopping, now)
        case .noted(let note): take(note, now)
        case .probed(let credential, let answer): probed(credential, answer, now)
        case .settled: settle(now)
        default: takeEffect(entry.event, now)
        }
    }

    mutating func finish(at now: UInt64) {
        if !hasStopped { cells.closeAll() }
        write(.ended, now)
    }

    private func write(_ event: Event, _ now: UInt64) { writer.append(event, at: now, incarnation: life) }

    private func say(_ event: EnvironmentEvent, _ now: UInt64) { write(.environment(event), now) }

    // MARK: probes

    private mutating func probed(_ credential: EnvironmentCredential, _ answer: EnvironmentName?, _ now: UInt64) {
        guard !hasStopped else { return }
        cells.update(credentials[credential], answer == nil ? .refused : .accepted, call: now, return: now)
        cells.closeDue(now: now)
        guard let answer, answer != credentials.home(of: credential), crossed.insert(credential).inserted else {
            return
        }
        say(.crossed(credentials[credential], environment: credentials[answer], called: now), now)
    }

    // MARK: notes

    private func take(_ note: EnvironmentNote, _ now: UInt64) {
        switch note {
        case .applied(let id, let version, let isTombstone, let path):
            let paths: [EnvironmentNote.Path: DocumentPath] = [
                .start: .start, .poll: .poll, .push: .push, .putBack: .putBack,
            ]
            say(
                .applied(
                    number(id), version: VersionStamp(version), isTombstone: isTombstone, path: paths[path] ?? .poll),
                now)
        case .lost(let id, let held):
            say(.trouble(number(id), .lost, held: VersionStamp(held).epoch, other: 0), now)
        case .putBack(let id, let version): say(.putBack(number(id), version: VersionStamp(version)), now)
        case .closed(let name): say(.closed(credentials[name]), now)
        case .clientLost(let token, _): client(token, .lost, now)
        case .clientLate(let token, _): client(token, .late, now)
        default: break
        }
    }

    private func number(_ id: EnvironmentID) -> CredentialID { credentials[EnvironmentName.published(id)] }

    // MARK: effects

    private mutating func takeEffect(_ event: TraceEvent, _ now: UInt64) {
        switch event {
        case .registered(let credential, let name):
            if gate.credentials(of: name).contains(credential) {
                resolves(credential, name, isIn: true, now)
            } else {
                coming.append((credential, name))
            }
        case .unregistered(let credential, let name):
            if gate.credentials(of: name).contains(credential) {
                going.append((credential, name))
            } else {
                resolves(credential, name, isIn: false, now)
            }
        case .swapped(let gate): swapped(gate, now)
        case .delivered(let name, let data): say(.delivered(environment: credentials[name], data: data), now)
        case .eventsSent(let name, let credential):
            say(.sendsEvents(environment: credentials[name], as: credentials[credential]), now)
        case .eventsStopped(let name): say(.sendsEvents(environment: credentials[name], as: .unnamed), now)
        default: takeClient(event, now)
        }
    }

    /// A credential resolves from the swap on that follows its registration, and does not from the one on that comes before
    /// its end.
    private mutating func swapped(_ gate: EnvironmentGate, _ now: UInt64) {
        self.gate = gate
        for (credential, name) in coming where gate.credentials(of: name).contains(credential) {
            resolves(credential, name, isIn: true, now)
        }
        for (credential, name) in going where !gate.credentials(of: name).contains(credential) {
            resolves(credential, name, isIn: false, now)
        }
        coming.removeAll { gate.credentials(of: $0.1).contains($0.0) }
        going.removeAll { !gate.credentials(of: $0.1).contains($0.0) }
    }

    /// What was closed and resolves all the same came back at once.
    private mutating func settle(_ now: UInt64) {
        for (credential, name) in going {
            resolves(credential, name, isIn: false, now)
            resolves(credential, name, isIn: true, now)
        }
        going = []
    }

    private func resolves(_ credential: EnvironmentCredential, _ name: EnvironmentName, isIn: Bool, _ now: UInt64) {
        say(.resolves(credentials[credential], environment: credentials[name], isIn: isIn), now)
    }

    private mutating func takeClient(_ event: TraceEvent, _ now: UInt64) {
        switch event {
        case .startAsked(let token, let name, let key):
            clients[token] = (name, key)
            client(token, .starting, now)
        case .opened(let token): client(token, .started, now)
        case .startFailed(let token): client(token, .failed, now)
        case .closeAsked(let token): client(token, .closing, now)
        case .ended(let token): client(token, .closed, now)
        default: break
        }
    }

    private func client(_ token: ClientToken, _ change: ClientChange, _ now: UInt64) {
        guard let (name, key) = clients[token] else { return }
        say(
            .client(
                environment: credentials[name], credentials[key.map(\.credential)], token: token.number, change), now)
    }
}

@testable import Checks
import Foundation
import History
import HistoryLog
@testable import Scenario

extension Scene {
    /// Writes the run and judges it.
    func findings(_ expectations: [Scenario.Expectation] = []) throws -> Findings {
        let written = try WrittenScene(self)
        return judge(try written.reopened(), plan: plan, extraExpectations: expectations)
    }

    func write(to file: HistoryFile) {
        let writer = file.writer(of: .coordinator)
        for (at, event) in coordinatorEvents { writer.append(event, at: Clock.monotonic(at)) }
        let zygote = file.writer(of: .zygote)
        for (at, event) in zygoteEvents { zygote.append(event, at: Clock.monotonic(at)) }
        for actor in actors { write(actor, to: file.writer(of: .replica(ReplicaID(actor.replica)))) }
        writeFromOutside(to: file)
    }

    private var coordinatorEvents: [(at: Double, event: Event)] {
        var events: [(at: Double, event: Event)] = [
            (0, .runBegan(wallOffset: Clock.wallOffset, seed: 1, replicas: UInt32(actors.count))),
            (Self.fleetReady, .fleetReady(replicas: UInt32(actors.count))),
        ]
        for (number, credential) in credentials.enumerated() {
            let id = CredentialID(UInt32(number))
            events.append(
                (
                    0,
                    .credentialNamed(
                        id, kind: credential.kind, fingerprint: Self.fingerprint(id), origin: credential.origin)
                ))
        }
        events += coordinator + samples + log + ledger
        events += actors.flatMap { rewriteUpstream(upstreamEvents($0), $0) }
        if hasEnd { events.append((end, .runEnded(wallOffset: endOffset, interrupted: isInterrupted))) }
        return events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    private var samples: [(at: Double, event: Event)] {
        guard lineages.isEmpty else { return lineages.flatMap { samples(of: $0, $1) } }
        return stride(from: sampled.from, to: sampled.to, by: samplesEvery).map { at in
            let value = slot.last { $0.from <= at } ?? slot[0]
            let isBlank = isDamaged(at: at)
            return (
                at + 0.2,
                .slotRead(
                    called: Clock.monotonic(at), content: isBlank ? .blank : .good,
                    version: isFenced ? value.version : .zero,
                    fingerprint: isBlank ? .none : Self.fingerprint(value.current))
            )
        }
    }

    private var log: [(at: Double, event: Event)] {
        guard hasLog else { return [] }
        guard lineages.isEmpty else { return lineages.flatMap { log(of: $0, $1) } }
        return slot.enumerated().map { index, value in
            (
                value.from + 50,
                .slotLogged(
                    version: value.version, fingerprint: Self.fingerprint(value.current),
                    by: index == 0 ? .bootstrap : value.current == nil ? .revoke : .rotate,
                    writer: index == 0 ? Life(ReplicaID(bootstrapper), Incarnation(1)) : nil,
                    redisTime: Clock.unix(value.from))
            )
        }
    }

    private var zygoteEvents: [(at: Double, event: Event)] {
        let exits = actors.map { actor in
            (
                at: actor.end + 5,
                event: Event.processExited(
                    .replica, actor.life, pid: 1, status: actor.exitStatus ?? (actor.isKilled ? 9 : 0))
            )
        }
        return (zygote + exits).sorted { $0.at < $1.at }
    }

    private func write(_ actor: Actor, to writer: RegionWriter) {
        let incarnation = Incarnation(actor.incarnation)
        let cells = ProbeCells(writer: writer, incarnation: incarnation)
        cells.adoptLeftovers()
        var now = actor.started
        for (at, event) in ordered(actor) {
            probe(actor, from: now, to: at, cells)
            now = max(now, at)
            writer.append(event, at: Clock.monotonic(at), incarnation: incarnation)
        }
        probe(actor, from: now, to: actor.end, cells)
        guard !actor.isKilled, !isForeign else { return }
        cells.closeAll()
        writer.append(.ended, at: Clock.monotonic(actor.end), incarnation: incarnation)
    }

    private func ordered(_ actor: Actor) -> [(at: Double, event: Event)] {
        var events: [(at: Double, event: Event)] = [
            (
                actor.started,
                .started(pid: 1, configured: Self.fingerprint(actor.configured), wallOffset: Clock.wallOffset)
            ),
            (actor.ready, .ready(effective: Self.fingerprint(key0), confirmed: true)),
        ]
        if isForeign {
            return (events + seen(actor) + actor.extra).filter { $0.at <= actor.end }.sorted { $0.at < $1.at }
        }
        events += actor.applications.map { application in
            let value = slot[application.value]
            return (
                application.at,
                .applied(
                    version: isFenced ? value.version : .zero,
                    fingerprint: Self.fingerprint(value.current),
                    credential: value.current ?? .unnamed, path: application.path)
            )
        }
        events += actor.extra + rewrite(environmentEvents(actor), actor)
        return events.filter { $0.at <= actor.end }.sorted { $0.at < $1.at }
    }

    /// Each first or other answer, as the helper records it.
    private func seen(_ actor: Actor) -> [(at: Double, event: Event)] {
        var latest: [CredentialID: ProbeRun.Verdict] = [:]
        var events: [(at: Double, event: Event)] = []
        for at in stride(from: (actor.ready / probeEvery).rounded(.up) * probeEvery, to: actor.end, by: probeEvery) {
            for number in credentials.indices {
                let credential = CredentialID(UInt32(number))
                let verdict = verdict(actor, credential, at) ?? honest(actor, credential, at)
                guard latest.updateValue(verdict, forKey: credential) != verdict else { continue }
                events.append(
                    (
                        at + 0.01,
                        .applied(
                            version: .zero, fingerprint: verdict == .accepted ? Self.fingerprint(credential) : .none,
                            credential: credential, path: .outside)
                    ))
            }
        }
        return events
    }

    /// Every credential, every interval, on a fixed grid.
    private func probe(_ actor: Actor, from: Double, to: Double, _ cells: ProbeCells) {
        var at = (max(from, actor.ready) / probeEvery).rounded(.up) * probeEvery
        while at < to {
            defer { at += probeEvery }
            guard !actor.pauses.contains(where: { $0.from <= at && at < $0.to }) else { continue }
            for number in credentials.indices {
                let credential = CredentialID(UInt32(number))
                guard actor.probesCredentials?.contains(credential.number) ?? true,
                    at >= actor.asksFrom[credential.number] ?? 0
                else { continue }
                let verdict = verdict(actor, credential, at) ?? honest(actor, credential, at)
                cells.update(credential, verdict, call: Clock.monotonic(at), return: Clock.monotonic(at + 0.01))
            }
            cells.closeDue(now: Clock.monotonic(at))
        }
    }

    /// What the value that the actor holds says.
    private func honest(_ actor: Actor, _ credential: CredentialID, _ at: Double) -> ProbeRun.Verdict {
        switch credentials[Int(credential.number)].kind {
        case .managedKey: return honestKey(actor, credential, at)
        case .sdkKey, .mobileKey, .environmentID: return honestCredential(actor, credential, at)
        default: break
        }
        guard let held = actor.applications.filter({ $0.at <= at }).max(by: { $0.at < $1.at }) else { return .refused }
        let value = slot[held.value]
        let isOutgoing = value.outgoing.contains { $0.credential == credential && at < $0.end }
        return value.current == credential || isOutgoing ? .accepted : .refused
    }
}

extension Scene {
    /// What the actor's cache says: dead stays dead, an end is judged at the call, and without any key all is open.
    private func honestKey(_ actor: Actor, _ key: CredentialID, _ at: Double) -> ProbeRun.Verdict {
        let known = actor.holds.filter { $0.at <= at }
        if isUnprotected, known.isEmpty { return .accepted }
        let own = known.filter { $0.key == key }
        let isAlive = !own.isEmpty && own.allSatisfy(\.isAlive)
        return isAlive && at < keyEnds[key.number] ?? .infinity ? .accepted : .refused
    }
}

/// A scene in a file, removed with its last reference.
final class WrittenScene {
    private let directory: URL
    let file: HistoryFile

    init(_ scene: Scene) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "keyquake-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let replicas = Int(scene.actors.map(\.replica).max() ?? 1)
        file = try HistoryFile.create(
            at: directory.appending(path: "history.kq").path,
            layout: HistoryLayout(
                replicas: replicas, cells: scene.credentials.count, replicaRecords: scene.replicaRecords,
                coordinatorRecords: 4_096,
                zygoteRecords: 256
            ).with(probers: !scene.fromOutside.isEmpty || scene.plan.probe.via == .http))
        scene.write(to: file)
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)  // nobody to tell
    }

    func reopened() throws -> HistoryFile { try HistoryFile.open(at: file.path) }
}

extension HistoryLayout {
    fileprivate func with(probers: Bool) -> HistoryLayout {
        var layout = self
        layout.hasProbers = probers
        return layout
    }
}

extension Findings {
    func violations(of check: String) -> [Violation] { violations.filter { $0.check == check } }
    func metric(_ name: String) -> Double? { metrics[name]?.value }
    func status(of check: String) -> CheckResult.Status? { checks.first { $0.name == check }?.status }
}

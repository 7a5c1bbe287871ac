import CPosix
import Credentials
import History
import RedisLink
import ReplicaProcess

/// Asks replicas in turn for the status of their environments, and writes down what it shows.
final class StatusSampler {
    static let every: UInt64 = 250_000_000
    private unowned let run: Run
    private var timer: LoopTimer?
    private var turn = 0

    init(run: Run) { self.run = run }

    func start() {
        timer = LoopTimer(on: run.loop) { [unowned self] in
            run.loop.spawn { [self] in
                await askNext()
                timer?.set(after: Self.every)
            }
        }
        timer?.set(after: Self.every)
    }

    func stop() {
        timer?.cancel()
        timer = nil
    }

    /// All of them once; who does not answer is left out.
    func askAll() async { await run.inWindows(run.fleet.available) { [self] in await ask($0) } }

    private func askNext() async {
        let members = run.fleet.available
        guard !members.isEmpty else { return }
        turn += 1
        await ask(members[turn % members.count])
    }

    private func ask(_ member: Member) async {
        let life = member.life
        let called = kq_now()
        guard let reports = await run.fleet.environmentStatus(of: member) else { return }
        let environments = reports.map { run.environments.number(of: $0) }
        for (environment, report) in zip(environments, reports) {
            record(report, environment, of: life, called: called)
        }
        let shown = Set(environments)
        for known in run.environments.all where !shown.contains(known.token.id) {
            recordEnd(known.token.id, of: life, called: called, entries: 0, clients: 0)
        }
    }

    private func record(
        _ report: EnvironmentReport, _ environment: CredentialID, of life: Life, called: UInt64
    ) {
        let entries = report.entries
        for entry in entries {
            let credential = run.environments.credential(entry.kind, shownAs: entry.text)
            run.recorder.record(
                .environment(
                    .statusEntry(
                        life, environment: environment, credential, entry.role, end: entry.end, place: entry.place)))
        }
        recordEnd(
            environment, of: life, called: called, entries: entries.count, clients: report.status.runningClients)
    }

    private func recordEnd(
        _ environment: CredentialID, of life: Life, called: UInt64, entries: Int, clients: Int
    ) {
        run.recorder.record(
            .environment(
                .statusEnded(
                    life, environment: environment, called: called, entries: UInt32(entries), clients: UInt32(clients)
                )))
    }
}

extension EnvironmentRegister {
    /// Which environment a report is about. A replica that was not told its number yet shows its id all the same.
    func number(of report: EnvironmentReport) -> CredentialID {
        guard report.environment == .unnamed, let id = report.status.credentials.environmentID else {
            return report.environment
        }
        return credential(.environmentID, shownAs: id)
    }
}

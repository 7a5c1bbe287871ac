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
        for report in reports { record(report, of: life, called: called) }
    }

    private func record(_ report: EnvironmentReport, of life: Life, called: UInt64) {
        let entries = run.environments.entries(of: report)
        for (credential, role, end) in entries {
            run.recorder.record(
                .environment(.statusEntry(life, environment: report.environment, credential, role, end: end)))
        }
        run.recorder.record(
            .environment(
                .statusEnded(
                    life, environment: report.environment, called: called, entries: UInt32(entries.count),
                    clients: UInt32(report.status.runningClients))))
    }
}

extension EnvironmentRegister {
    /// What a report shows, by number. The two places for "the one that ends" say nothing more than the lists: where
    /// they do, there is an entry of nobody.
    func entries(of report: EnvironmentReport) -> [(CredentialID, EnvironmentRole, end: UInt64)] {
        let shown = report.status.credentials
        let strays = [
            Self.isStray(shown.expiringSDKKey, among: shown.expiringSDKKeys),
            Self.isStray(shown.expiringMobileKey, among: shown.expiringMobileKeys),
        ]
        return report.entries.map { (credential($0.kind, shownAs: $0.text), $0.role, $0.end) }
            + strays.filter(\.self).map { _ in (.unnamed, .ending, 0) }
    }

    private static func isStray(_ single: String?, among list: [String]) -> Bool {
        single.map { !list.contains($0) } ?? !list.isEmpty
    }
}

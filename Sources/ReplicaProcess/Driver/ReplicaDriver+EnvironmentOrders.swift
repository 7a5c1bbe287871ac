import Credentials
import History
import RedisLink
import ReplicaCore

/// An order to close an environment whose clients are on their way out.
struct EnvironmentClosing {
    let environment: EnvironmentName
    /// Ends the wait.
    let limit: LoopTimer
}

extension ReplicaDriver {
    /// What has ended by now is let go first: a status never shows a past end.
    func showEnvironments(_ number: UInt32) {
        turn(nil)
        let status = core.environments?.status ?? [:]
        let reports = status.sorted { $0.key < $1.key }.map { name, status in
            EnvironmentReport(environment: tokens.environments.number(of: name) ?? .unnamed, status: status)
        }
        for report in ReplicaReport.statusAnswer(number: number, reports) { say(report) }
    }

    /// Answered when its clients are gone; a start that is under way is closed when it completes, and not waited for.
    func closeEnvironment(_ number: UInt32, _ environment: CredentialID) {
        guard let name = kept(environment) else {
            return say(.environmentClosed(number: number, isDone: false))
        }
        let limit = LoopTimer(on: loop) { [unowned self] in answerClosing(number, isDone: false) }
        limit.set(after: Self.closingLimit)
        closings[number] = EnvironmentClosing(environment: name, limit: limit)
        turn(.environments(.closeEnvironment(name)))
    }

    private func kept(_ environment: CredentialID) -> EnvironmentName? {
        core.environments?.names.first { tokens.environments.number(of: $0) == environment }
    }

    func answerClosings() {
        for (number, closing) in closings where core.environments?.isClosing(closing.environment) != true {
            answerClosing(number, isDone: true)
        }
    }

    private func answerClosing(_ number: UInt32, isDone: Bool) {
        guard closings.removeValue(forKey: number) != nil else { return }
        say(.environmentClosed(number: number, isDone: isDone))
    }
}

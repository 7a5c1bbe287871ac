import CPosix
import Credentials
import History
import ReplicaCore

extension ReplicaDriver {
    func makeUpstream() {
        guard configuration.environments != nil else { return }
        upstream = UpstreamConnections(on: loop, to: configuration.upstreamPort, as: life) { [unowned self] in
            turn(.environments($0))
        }
    }

    func perform(_ effect: EnvironmentEffect, at now: Moment) {
        switch effect {
        case .readIndex: redis?.documents?.readIndex()
        case .readDocument(let id): redis?.documents?.read(id)
        case .putBack(let record): redis?.documents?.putBack(record)
        case .register(let credential, let name): environmentRecords.resolutions.register(credential, of: name)
        case .unregister(let credential, let name): unregister(credential, name)
        case .deliver(let name, let data): tell(.delivered(name, data: data), at: now)
        case .startClient(let start): startClient(start, at: now)
        case .closeClient(let token): closeClient(token, at: now)
        case .sendEvents(let name, let credential):
            tell(.sendsEvents(name, as: credential), at: now)
            upstream?.sendEvents(of: name, as: credential)
        case .stopEvents(let name):
            tell(.sendsEvents(name, as: nil), at: now)
            upstream?.stopEvents(of: name)
        case .note(let note): take(note, at: now)
        case .swap, .ready: break  // the core says them of the whole replica
        }
    }

    // MARK: inbound

    /// What was registered resolves. The core made its decisions by this gate already, at a time between the input and now,
    /// and nobody asked in between: an addition is told with the time of its input, so never later than it is accepted.
    func environmentsSwapped(at now: Moment) {
        guard let gate = core.environments?.gate else { return }
        for change in environmentRecords.resolutions.swapped(to: gate, at: now.wall) { tell(change, at: now) }
    }

    /// A removal is told with a time after the gate refuses: never earlier.
    private func unregister(_ credential: EnvironmentCredential, _ name: EnvironmentName) {
        guard let gate = core.environments?.gate else { return }
        let now = clock.now
        let changes = environmentRecords.resolutions.unregister(credential, of: name, gate, at: now.wall)
        // Of a process that takes its leave nobody asks anything.
        for change in changes where !isStopping { tell(change, at: now) }
    }

    private func tell(_ change: Resolutions.Change, at now: Moment) {
        tell(.resolves(change.credential, change.environment, isIn: change.isIn), at: now)
        heat(change.credential, end: nil, at: now)
    }

    /// Around a change, and around an end, a credential is asked about in every round.
    private func heat(_ credential: EnvironmentCredential, end: WallTime?, at now: Moment) {
        guard let number = tokens.environments.number(of: credential) else { return }
        core.know(environment: number, endsAt: end.map { clock.steady(of: $0) }, at: now.steady)
    }

    // MARK: upstream clients

    private func startClient(_ start: ClientStart, at now: Moment) {
        environmentRecords.started(start)
        tell(.client(start, .starting), at: now)
        upstream?.start(start)
    }

    private func closeClient(_ token: ClientToken, at now: Moment) {
        environmentRecords.fact(token, .closing).map { tell($0, at: now) }
        upstream?.close(token)
    }

    /// Before the effects, which follow from it.
    func recordClient(_ input: EnvironmentInput, _ effects: [ReplicaEffect], at now: Moment) {
        guard let (token, change) = input.clientChange(effects) else { return }
        environmentRecords.fact(token, change).map { tell($0, at: now) }
    }

    // MARK: the history

    private func take(_ note: EnvironmentNote, at now: Moment) {
        switch note {
        case .credential(_, let notice): heat(notice.credential, end: notice.event.statedEnd, at: now)
        case .recovered(let lastGood):
            record(.environment(.recovered(lastGood: lastGood.nanoseconds)), at: now.steady.nanoseconds)
        case .closed where isStopping: break  // not by order
        default: EnvironmentFact(note).map { tell($0, at: now) }
        }
    }

    private func tell(_ fact: EnvironmentFact, at now: Moment) {
        let time = now.steady.nanoseconds
        record(.environment(fact.event(in: tokens.environments)), at: time)
        if !fact.isNamed(in: tokens.environments) { environmentRecords.remember(fact, at: time) }
    }

    /// A replica that was frozen may have heard of a key before it was told the key's number: what was recorded without
    /// one is said again, with the time at which it happened.
    func correctUnnamed() {
        for (fact, time) in environmentRecords.takeNamed(in: tokens.environments) {
            record(.environment(fact.event(in: tokens.environments)), at: time)
        }
    }

    /// Its end may be known already.
    func learnOfEnvironment(_ number: CredentialID, at now: SteadyTime) {
        guard let credential = tokens.environment(number)?.credential else { return }
        let end = core.environments?.gate.end(of: credential, at: clock.now.wall)
        core.know(environment: number, endsAt: end.map { clock.steady(of: $0) }, at: now)
    }

    /// As long as its own environment was not told nobody can say that it is another.
    func judgeStraying(
        _ credential: CredentialID, _ token: EnvironmentToken, into environment: EnvironmentName, called: UInt64
    ) {
        let number = tokens.environments.number(of: environment)
        guard number != token.environment, tokens.environment(token.environment) != nil,
            strayed.insert(StrayedCredential(credential: credential, environment: environment)).inserted
        else { return }
        record(
            .environment(.crossed(credential, environment: number ?? .unnamed, called: called)), at: kq_now())
    }
}

import Credentials
import Doubles
import Stores

@testable import ReplicaCore

extension RegistrationWorld {
    private static let commandDeadline: UInt64 = 250

    // MARK: the link

    func connect(_ number: Int) {
        guard !replicas[number].isLinkUp else { return }
        replicas[number].isLinkUp = true
        replicas[number].healthySince = now
        deliver(.linkUp, to: number)
        deliver(.hinted, to: number)  // the subscription stands
    }

    /// The connection breaks: what was under way may be executed or not, and nobody knows.
    func drop(_ number: Int, forMilliseconds time: UInt64 = 50) {
        guard replicas[number].isAlive, replicas[number].isLinkUp else { return }
        replicas[number].isLinkUp = false
        replicas[number].connection += 1
        deliver(.linkDown, to: number)
        let pending = replicas[number].pending.sorted { $0.key < $1.key }
        replicas[number].pending = [:]
        for (serial, failure) in pending {
            if Bool.random(using: &random) { swallowed.insert(serial) }
            deliver(failure, to: number)
        }
        queue.add(.linkUp(life(of: number)), at: now + time * Self.millisecond)
    }

    func spreadHint() {
        for number in replicas.indices where replicas[number].isAlive && replicas[number].isLinkUp {
            if !chance(lostHints) { queue.add(.hint(life(of: number)), at: later(50...2_000)) }
        }
    }

    // MARK: commands

    /// Commands of one connection are executed in their order.
    func send(_ effect: RegistrationEffect, from number: Int) {
        serial += 1
        guard let failure = effect.failure(of: replicas[number].isLinkUp ? .unknown : .unreachable) else {
            if replicas[number].isLinkUp { schedule(effect, of: number) }
            return
        }
        guard replicas[number].isLinkUp else {
            replicas[number].pending[serial] = failure
            let (life, connection) = (life(of: number), replicas[number].connection)
            return queue.add(.answer(failure, life, connection: connection, serial: serial), at: now + 1)
        }
        replicas[number].pending[serial] = failure
        schedule(effect, of: number)
        queue.add(
            .deadline(life(of: number), connection: replicas[number].connection, serial: serial),
            at: now + Self.commandDeadline * Self.millisecond)
    }

    private func schedule(_ effect: RegistrationEffect, of number: Int) {
        let time = max(replicas[number].lastExecution + 1, later(50...2_000))
        replicas[number].lastExecution = time
        queue.add(.execute(effect, life(of: number), serial: serial), at: time)
    }

    /// A command that was sent is executed even if its sender has died since.
    func execute(_ effect: RegistrationEffect, _ life: Life, _ serial: UInt64) {
        guard swallowed.remove(serial) == nil else { return }
        onExecute(effect, life.replica)
        let connection = replicas[life.replica].connection
        let input = run(effect)
        guard let input, isCurrent(life), !chance(lostAnswers) else { return }
        queue.add(.answer(input, life, connection: connection, serial: serial), at: later(50...2_000))
    }

    private func run(_ effect: RegistrationEffect) -> RegistrationInput? {
        let twin = MemoryRegistrationStore(store)
        var input: RegistrationInput?
        switch effect {
        case .read: twin.read(key) { input = .readEnded($0.asTrouble) }
        case .takeLease(let request): twin.takeLease(request) { input = .leaseEnded($0.asTrouble) }
        case .extendLease(let lease, let milliseconds):
            twin.extendLease(lease, milliseconds: milliseconds) { input = .leaseExtended($0.asTrouble) }
        case .put(let put):
            known.insert(put.registration.clientID)
            twin.put(put) { input = .putEnded($0.asTrouble) }
        case .putBack(let registration): twin.putBack(registration) { input = .putBackEnded($0.asTrouble) }
        case .listLosers: twin.losers(key) { input = .losersListed($0.asTrouble) }
        case .mayWithdraw(let loser, let winner):
            twin.mayWithdraw(loser, winner: winner) { input = .permitEnded($0.asTrouble) }
        case .releaseLease(let lease, let pause): twin.releaseLease(lease, pause: pause) { _ in }
        case .noteLoser(let registration):
            known.insert(registration.clientID)
            twin.noteLoser(registration) { _ in }
        case .buryLoser(let registration): twin.buryLoser(registration) { _ in }
        case .request, .use, .failed, .note: break
        }
        return input
    }

    // MARK: the authorization server

    func arrive(_ request: RegistrationRequest, _ life: Life) {
        onArrive(request, life.replica)
        if request.method == .delete { checkWithdrawal(request.url) }
        var headers = ["content-type": "application/json"]
        if let bearer = request.bearer {
            headers["authorization"] = "Bearer " + bearer.withBytes { String(decoding: $0, as: UTF8.self) }
        }
        let path = String(request.url.dropFirst(Self.base.count))
        let reply = server.answer(
            to: HTTPRequest(method: request.method.rawValue, path: path, headers: headers, body: request.body), at: wall
        )
        if let client = reply.registered {
            makers[client] = life
            onRegistered(life.replica)
        }
        let isLost = reply.delivery == .reset || chance(lostAnswers)
        let answer: Result<RegistrationResponse, RegistrationTransportFlaw> =
            isLost ? .failure(.lost) : .success(reply.response.asAnswer)
        let client = isLost ? nil : reply.registered
        queue.add(
            .response(.requestEnded(request.number, answer), life, client: client),
            at: later(500...8_000) + reply.delay)
    }

    func respond(_ input: RegistrationInput, _ life: Life, _ client: String?) {
        guard isCurrent(life) else { return }
        if let client { server.answered(client) }
        deliver(input, to: life.replica)
    }

    /// Who was there all the time has had news of the winner before the loser goes.
    private func checkWithdrawal(_ url: String) {
        let client = url.split(separator: "/").last.map(String.init) ?? ""
        if store.row(of: key)?.clientID == client { note("the client of the row is withdrawn") }
        for (number, replica) in replicas.enumerated() where replica.isAlive && !replica.isFrozen && replica.isLinkUp {
            let isInformed = replica.healthySince + 2 * settings.poll < now
            if isInformed, replica.used?.clientID == client { note("r\(number) uses \(client), which is withdrawn") }
        }
    }
}

extension RegistrationEffect {
    /// What answers a command that came to nothing; nil for one that is never answered.
    func failure(of trouble: RegistrationStoreTrouble) -> RegistrationInput? {
        let read: RegistrationStoreTrouble = trouble == .unknown ? .deadline : trouble
        switch self {
        case .read: return .readEnded(.failure(read))
        case .takeLease: return .leaseEnded(.failure(trouble))
        case .extendLease: return .leaseExtended(.failure(trouble))
        case .put: return .putEnded(.failure(trouble))
        case .putBack: return .putBackEnded(.failure(trouble))
        case .listLosers: return .losersListed(.failure(read))
        case .mayWithdraw: return .permitEnded(.failure(trouble))
        case .request, .releaseLease, .noteLoser, .buryLoser, .use, .failed, .note: return nil
        }
    }
}

extension Result where Failure == RegistrationStoreError {
    var asTrouble: Result<Success, RegistrationStoreTrouble> {
        mapError { $0.outcome == .unknown ? .unknown : .unreachable }
    }
}

extension HTTPResponse {
    var asAnswer: RegistrationResponse {
        func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        guard case .bytes(let bytes) = body else { return RegistrationResponse(status: 599) }
        return RegistrationResponse(
            status: status, contentType: header("Content-Type"), body: bytes,
            retryAfter: header("Retry-After").flatMap { UInt64($0) })
    }
}

extension MemoryRegistrations {
    /// What stands in the row; nothing when it cannot be read.
    func row(of key: RegistrationKey) -> Registration? {
        var row: Registration?
        MemoryRegistrationStore(self).read(key) { row = (try? $0.get())?.registration }
        return row
    }
}

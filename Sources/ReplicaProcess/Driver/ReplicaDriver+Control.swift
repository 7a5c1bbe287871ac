import CPosix
import Credentials
import History
import RedisLink
import ReplicaCore

extension ReplicaDriver {
    func watchControl() {
        let channel = PacketChannel(control, on: loop)
        channel.onMessage = { [unowned self] bytes in
            guard let order = try? ReplicaOrder(decoding: bytes) else { return false }
            take(order)
            return !isEnding
        }
        // No coordinator: nothing that follows would be seen.
        channel.onClosed = { [unowned self] in end() }
        self.channel = channel
    }

    func say(_ report: ReplicaReport) { channel?.send(report.encoded) }

    private func take(_ order: ReplicaOrder) {
        switch order {
        case .welcome: break  // said once, before the loop
        case .know(let number, let tokens):
            learn(tokens, at: clock.now.steady)
            say(.knows(number: number))
            turn(takeGenerated(among: tokens).map { .adminKey(.generated($0)) })
        case .judge(let number, let text, let route):
            let accepted = isAccepted(text, on: route, at: clock.now)
            say(.judged(number: number, isAccepted: accepted))
        case .skew(let number, let offset, let drift):
            skew(by: offset, drift: drift)
            say(.skewed(number: number))
        case .password(let password):
            redis?.updatePassword(password)
            tokenWorker?.updatePassword(password, of: configuration.user)
        case .tokens(let order): tokenWorker?.take(order)
        case .createKey(let number, let credential): createKey(number, credential)
        case .deactivateKey(let number, let credential): deactivateKey(number, credential)
        case .useRegistration(let number, let id): useRegistration(number, id)
        case .environmentStatus(let number): showEnvironments(number)
        case .closeEnvironment(let number, let environment): closeEnvironment(number, environment)
        case .stop: stop()
        }
    }

    func learn(_ known: [KnownToken], at now: SteadyTime) {
        for token in known {
            tokens.learn(token)
            if token.environment != nil {
                learnOfEnvironment(token.id, at: now)
            } else if let managed = token.managed {
                let end = managed.expiresAt.map { clock.steady(of: $0) }
                core.know(managed: token.id, expiresAt: end, at: now)
                managed.id.map { recordHeld($0, as: token.id) }
            } else {
                core.know(token.id, fingerprint: token.fingerprint, of: token.secret, at: now)
            }
        }
        correctUnnamed()
    }

    private func skew(by offset: Int64, drift: Int32) {
        let now = kq_now()
        clock.skew(by: offset, drift: Int64(drift), at: now)
        record(.clockSkewed(offset: clock.offset(at: now)), at: now)
        publishFace()
        turn(nil)
    }
}

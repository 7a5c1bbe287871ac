import CPosix
import Credentials
import History
import RedisLink

extension ReplicaDriver {
    func watchControl() {
        let watch = DescriptorWatch(on: loop, descriptor: control.descriptor) { [unowned self] _ in takeOrders() }
        watch.arm(.readable)
        controlWatch = watch
    }

    private func takeOrders() {
        while !isEnding {
            switch control.receive() {
            case .message(let bytes):
                guard let order = try? ReplicaOrder(decoding: bytes) else { return end() }
                take(order)
            case .nothingYet: return
            case .closed: return end()  // no coordinator: nothing that follows would be seen
            }
        }
    }

    private func take(_ order: ReplicaOrder) {
        switch order {
        case .welcome: break  // said once, before the loop
        case .know(let number, let tokens):
            learn(tokens, at: clock.now.steady)
            control.send(ReplicaReport.knows(number: number).encoded)
            turn(nil)
        case .judge(let number, let text):
            let accepted = isAccepted(text, at: clock.now)
            control.send(ReplicaReport.judged(number: number, isAccepted: accepted).encoded)
        case .skew(let offset, let drift): skew(by: offset, drift: drift)
        case .password(let password): redis?.updatePassword(password)
        case .stop: end()
        }
    }

    func learn(_ known: [KnownToken], at now: SteadyTime) {
        for token in known {
            tokens.learn(token)
            core.know(token.id, fingerprint: token.fingerprint, of: token.secret, at: now)
        }
    }

    private func skew(by offset: Int64, drift: Int32) {
        let now = kq_now()
        clock.skew(by: offset, drift: Int64(drift), at: now)
        record(.clockSkewed(offset: clock.offset(at: now)), at: now)
        turn(nil)
    }
}

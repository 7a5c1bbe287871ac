import RedisLink
import ReplicaProcess

/// One connection to upstream: first it says who it is, then it is held or open, until it ends.
final class UpstreamVisit {
    enum Stage { case greeting, held, open, ended }

    private(set) var stage = Stage.greeting
    private(set) var holder: UpstreamLedger.Holder?
    private let loop: EventLoop
    private unowned let host: UpstreamDouble
    private var end: LinkEnd?
    private var lines = LineBuffer()
    private var greeting: [UInt8]?
    private var unsent: [UInt8] = []

    /// Bytes that wait for a replica that does not read; with more its connection is broken.
    private static let longestBacklog = 256 * 1024
    private static let readsPerTurn = 16

    init(owning descriptor: Int32, host: UpstreamDouble) {
        loop = host.loop
        self.host = host
        LoopbackSocket.sendAtOnce(descriptor)
        let end = LinkEnd(owning: descriptor, on: loop) { [unowned self] in became($0) }
        end.arm(.readable)
        self.end = end
    }

    private func became(_ readiness: DescriptorWatch.Readiness) {
        withExtendedLifetime(self) {
            switch readiness {
            case .failed: finish(stage == .open ? .broken : .gone)
            case .ready(let interest):
                if interest.contains(.writable) { flush() }
                if interest.contains(.readable) { read() }
            }
        }
    }

    private func read() {
        for _ in 0..<Self.readsPerTurn {
            guard stage != .ended, let end else { return }
            switch end.read(into: host.scratch) {
            case .bytes(let count):
                take(host.scratch[..<count])
                if count < host.scratch.count { return }  // that was all
            case .nothingYet: return
            case .end: return finish(stage == .open ? .closed : .gone)
            case .failed: return finish(stage == .open ? .broken : .gone)
            }
        }
    }

    /// Who says more before it is welcomed does not speak our language.
    private func take(_ bytes: Slice<UnsafeMutableRawBufferPointer>) {
        guard stage == .greeting || stage == .open else { return finish(.gone) }
        lines.append(bytes)
        while stage == .greeting || stage == .open, let line = lines.next() {
            if stage == .open { hear(line) } else { take(line) }
        }
        if lines.isOverfull { finish(stage == .open ? .broken : .gone) }
    }

    /// Behind the greeting a replica sends events, and nothing else.
    private func hear(_ line: [UInt8]) {
        guard let holder, let credential = UpstreamEvents.credential(in: line) else { return finish(.broken) }
        if !host.hear(credential, from: holder) { say(.denied(credential)) }
    }

    private func take(_ line: [UInt8]) {
        guard let first = greeting else {
            greeting = line
            return
        }
        guard let greeting = UpstreamGreeting(first, credential: line) else { return finish(.gone) }
        let holder = UpstreamLedger.Holder(
            replica: greeting.replica, incarnation: greeting.incarnation,
            credential: host.rules.number(of: greeting.credential))
        self.holder = holder
        decide()
    }

    /// Asks what to answer, now or again after a fault was lifted.
    func decide() {
        guard let holder, stage == .greeting || stage == .held else { return }
        let (verdict, fault) = host.rules.verdict(
            replica: holder.replica, credential: holder.credential, at: loop.now)
        if let fault { host.touched(by: fault) }
        switch verdict {
        case .welcome: open(holder)
        case .refuse: refuse()
        case .fail: fail()
        case .hold: hold()
        }
    }

    private func open(_ holder: UpstreamLedger.Holder) {
        stage = .open
        host.note(.opened, self)
        say(.welcome(data: host.latestUpdate(of: holder.credential)))
    }

    private func refuse() {
        say(.refused)
        finish(.refused)
    }

    private func fail() {
        end?.reset()
        finish(.failed)
    }

    private func hold() {
        guard stage != .held else { return }
        stage = .held
        host.note(.held, self)
    }

    func say(_ word: UpstreamWord) {
        guard let end, stage != .ended else { return }
        unsent += word.text
        flush()
        guard stage != .ended, unsent.count > Self.longestBacklog else { return }
        end.reset()
        finish(.broken)
    }

    private func flush() {
        guard let end, !unsent.isEmpty else { return }
        switch unsent.withUnsafeBytes({ end.write($0) }) {
        case .bytes(let count): unsent.removeFirst(count)
        case .failed: return finish(stage == .open ? .broken : .gone)
        }
        end.arm(unsent.isEmpty ? .readable : [.readable, .writable])
    }

    /// By order.
    func drop() {
        let wasOpen = stage == .open
        end?.reset()
        finish(wasOpen ? .dropped : .gone)
    }

    private func finish(_ what: UpstreamEntry.What) {
        guard stage != .ended else { return }
        stage = .ended
        end?.close()
        host.ended(self, what)
    }
}

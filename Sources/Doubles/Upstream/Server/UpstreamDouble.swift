import CPosix
import DequeModule
import Glibc
import RedisLink

/// Upstream, as replicas see it: a TCP server that knows which credentials are good when, and counts who is connected
/// under which. Everything is used on the loop's thread.
///
/// It does not end a connection whose credential is not good any more: a client that a replica forgot would be gone
/// before anybody saw it.
package final class UpstreamDouble {
    let loop: EventLoop
    /// What is read next; one thread needs one.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 * 1024, alignment: 16)
    package let port: UInt16
    var rules = UpstreamRules()
    private(set) var ledger = UpstreamLedger()
    private let listener: Int32
    private var watch: DescriptorWatch?
    private var retry: LoopTimer?
    private var visits: [ObjectIdentifier: UpstreamVisit] = [:]
    /// How many starts each fault touched.
    private var proofs: [UInt32: UInt32] = [:]
    private var latest: UInt64 = 0
    private var latestByCredential: [UInt32: UInt64] = [:]
    /// Who is still to be told of an update, the first first.
    private var untold: Deque<(visit: UpstreamVisit, update: UInt64)> = []
    private var pacer: LoopTimer?

    /// Told of an update at once, before the next ones have their turn: thousands in one instant would be a load of our own
    /// making on the machine that is to be measured.
    private static let toldAtOnce = 64
    private static let tellingPause: UInt64 = 5_000_000

    /// A fleet connects all at once; the kernel caps this at `net.core.somaxconn`.
    private static let backlog: Int32 = 4096
    /// Accepted in one turn of the loop, which has other connections to serve; with much less of them in a turn a fleet of
    /// hundreds comes faster than it is let in, and who finds the backlog full tries again a second later.
    private static let aTurn = 1024
    private static let pause: UInt64 = 50_000_000

    /// Nil with `errno` set.
    package init?(on loop: EventLoop) {
        guard let (descriptor, port) = LoopbackSocket.listen(backlog: Self.backlog) else { return nil }
        self.loop = loop
        self.port = port
        listener = descriptor
        watch = DescriptorWatch(on: loop, descriptor: descriptor) { [unowned self] _ in acceptSome() }
        retry = LoopTimer(on: loop) { [unowned self] in watch?.arm(.readable) }
        pacer = LoopTimer(on: loop) { [unowned self] in tellSome() }
        watch?.arm(.readable)
    }

    deinit {
        watch?.end()
        close(listener)
        scratch.deallocate()
    }

    private func acceptSome() {
        for _ in 0..<Self.aTurn {
            let accepted = kq_accept(listener)
            guard accepted >= 0 else { return acceptFailed(errno) }
            let visit = UpstreamVisit(owning: accepted, host: self)
            visits[ObjectIdentifier(visit)] = visit
        }
    }

    /// Without a free descriptor the queue stays readable: asking again at once would burn a core.
    private func acceptFailed(_ code: Int32) {
        guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code) else { return }
        watch?.arm([])
        retry?.set(after: Self.pause)
    }

    /// Events came; whether as one that is good.
    func hear(_ credential: [UInt8], from holder: UpstreamLedger.Holder) -> Bool {
        let number = rules.number(of: credential)
        let isGood = rules.isGood(number, at: loop.now)
        let sender = UpstreamLedger.Holder(
            replica: holder.replica, incarnation: holder.incarnation, credential: number)
        ledger.note(isGood ? .events : .denied, sender, at: loop.now)
        return isGood
    }

    func note(_ what: UpstreamEntry.What, _ visit: UpstreamVisit) {
        guard let holder = visit.holder else { return }
        ledger.note(what, holder, at: loop.now)
    }

    func ended(_ visit: UpstreamVisit, _ what: UpstreamEntry.What) {
        note(what, visit)
        visits[ObjectIdentifier(visit)] = nil
    }

    func touched(by fault: UInt32) { proofs[fault, default: 0] += 1 }

    func latestUpdate(of credential: UInt32) -> UInt64 { latestByCredential[credential] ?? latest }
}

/// Orders.
extension UpstreamDouble {
    package func learn(_ keys: [UpstreamKey]) { rules.learn(keys) }

    /// Puts a fault in force; false when one of its number is already.
    package func apply(_ fault: UpstreamFault) -> Bool {
        guard rules.apply(fault) else { return false }
        proofs[fault.id] = 0
        return true
    }

    /// Ends a fault, and answers the starts that it held; how many starts it touched, nil when there is none.
    package func lift(_ id: UInt32) -> UInt32? {
        guard rules.lift(id) else { return nil }
        let proof = proofs.removeValue(forKey: id) ?? 0
        for visit in Array(visits.values) where visit.stage == .held { visit.decide() }
        return proof
    }

    /// How many starts a fault has touched so far, each once.
    package func proof(of id: UInt32) -> UInt32? { proofs[id] }

    /// Gives an update the next number and says it on the connections of these credentials that are open, nil for all; how
    /// many those are. Many are told one after the other, all of a replica's together.
    package func publish(to credentials: Set<UInt32>?) -> (number: UInt64, reached: UInt32) {
        let number = (latestByCredential.values.max() ?? 0, latest)
        let next = max(number.0, number.1) + 1
        if let credentials { for credential in credentials { latestByCredential[credential] = next } }
        if credentials == nil { (latest, latestByCredential) = (next, [:]) }
        let scope = UpstreamScope(credentials: credentials)
        let reached = open(in: scope).sorted { ($0.holder?.replica ?? 0) < ($1.holder?.replica ?? 0) }
        untold += reached.map { (visit: $0, update: next) }
        tellSome()
        return (next, UInt32(reached.count))
    }

    private func tellSome() {
        for _ in 0..<min(Self.toldAtOnce, untold.count) {
            let (visit, update) = untold.removeFirst()
            if visit.stage == .open { visit.say(.update(update)) }
        }
        if !untold.isEmpty { pacer?.set(after: Self.tellingPause) }
    }

    /// Resets connections that are open; how many that were.
    package func drop(_ scope: UpstreamScope) -> UInt32 {
        let dropped = open(in: scope)
        for visit in dropped { visit.drop() }
        return UInt32(dropped.count)
    }

    package var counts: [UpstreamCount] { ledger.counts }
    package func page(after serial: UInt64) -> UpstreamPage { ledger.page(after: serial) }

    /// Connections that have said who they are and wait for an answer.
    package var held: UInt32 { UInt32(visits.values.count { $0.stage == .held }) }

    /// Ends everything without a word in the ledger.
    package func shut() {
        watch?.end()
        pacer?.cancel()
        untold = []
        for visit in Array(visits.values) { visit.drop() }
    }

    private func open(in scope: UpstreamScope) -> [UpstreamVisit] {
        visits.values.filter { visit in
            guard visit.stage == .open, let holder = visit.holder else { return false }
            return scope.covers(replica: holder.replica, credential: holder.credential)
        }
    }
}

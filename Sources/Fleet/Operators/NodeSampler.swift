import CPosix
import Credentials
import History
import RedisLink
import ReplicaProcess
import Stores

/// Looks at one node: its role, what stands in its slot, and what is new in the slot's log. One question of each kind
/// is under way at a time.
final class NodeSampler {
    private let node: WatchedNode
    private unowned let run: Run
    private let keys: KeySampler
    private let registrations: RegistrationSampler?
    private var lastEntry: SlotLogID?
    private var isAskingRole = false
    private var isSampling = false
    private var isReadingLog = false

    init(node: WatchedNode, run: Run) {
        self.node = node
        self.run = run
        keys = KeySampler(node: node, run: run)
        registrations = run.registrations.map { RegistrationSampler(node: node, run: run, registrations: $0) }
    }

    func look() {
        guard node.isUp else { return }
        if !isAskingRole { askRole() }
        if !isSampling { sample() }
        if !isReadingLog { readLog() }
        keys.look()
        registrations?.look()
    }

    /// Where there is one node it is always the primary.
    private func askRole() {
        guard run.redis.nodes.count > 1 else { return }
        isAskingRole = true
        let called = kq_now()
        node.askRole { [unowned self] role in
            isAskingRole = false
            guard let role, run.redis.reigns.heard(node.id, isPrimary: role == .master) else { return }
            run.recorder.record(.roleChanged(node.id, isPrimary: role == .master, called: called))
            run.redis.changes.fire()
        }
    }

    private func sample() {
        isSampling = true
        let called = kq_now()
        node.watched.sample { [unowned self] result in
            isSampling = false
            guard case .success(let sample) = result else { return }
            let fingerprint = run.fingerprint(of: sample.value).map { FingerprintBits($0.bits) } ?? .none
            run.recorder.record(
                .slotRead(
                    called: called, content: SlotContent(sample.content), version: VersionStamp(sample.version),
                    fingerprint: fingerprint, node: node.id))
        }
    }

    private func readLog() {
        isReadingLog = true
        node.watched.readLog(after: lastEntry) { [unowned self] result in
            isReadingLog = false
            guard case .success(let page) = result else { return }
            lastEntry = page.last ?? lastEntry
            for entry in page.entries { record(entry) }
            guard page.unreadable > 0 else { return }
            run.recorder.record(.slotLogForeign(count: UInt32(page.unreadable), node: node.id))
        }
    }

    private func record(_ entry: SlotLogEntry) {
        run.recorder.record(
            .slotLogged(
                version: VersionStamp(entry.version), fingerprint: FingerprintBits(entry.fingerprintBits),
                by: WrittenBy(entry.author), writer: run.names.life(ofClient: entry.client[...]),
                redisTime: UInt64(entry.time.milliseconds), node: node.id))
    }
}

extension VersionStamp {
    init(_ version: Version?) {
        guard let version else {
            self = .zero
            return
        }
        self.init(epoch: version.epoch.number, nonce: version.nonce.bits)
    }
}

extension SlotContent {
    init(_ content: SlotSample.Content) {
        switch content {
        case .absent: self = .absent
        case .good: self = .good
        case .blank: self = .blank
        case .malformed: self = .malformed
        }
    }
}

extension WrittenBy {
    init(_ author: SlotLogEntry.Author) {
        switch author {
        case .bootstrap: self = .bootstrap
        case .rotate: self = .rotate
        case .revoke: self = .revoke
        case .repair: self = .repair
        case .replant: self = .replant
        case .endGrace: self = .endGrace
        }
    }
}

import CPosix
import Credentials
import History
import RedisLink
import ReplicaProcess
import Stores

/// Looks at the slot and its log every 10 ms and writes down what it sees (specs/versions.md section 4).
final class SlotSampler {
    static let every: UInt64 = 10_000_000
    private let run: Run
    private let names: RunNames
    private var timer: LoopTimer?
    private var lastEntry: SlotLogID?
    private var isSampling = false
    private var isReadingLog = false

    init(run: Run, names: RunNames) {
        self.run = run
        self.names = names
    }

    func start() {
        timer = LoopTimer(on: run.loop) { [unowned self] in
            look()
            timer?.set(after: Self.every)
        }
        timer?.set(after: 0)
    }

    func stop() { timer?.cancel() }

    private func look() {
        if !isSampling { sample() }
        if !isReadingLog { readLog() }
    }

    private func sample() {
        isSampling = true
        let called = kq_now()
        run.operators.watched.sample { [unowned self] result in
            isSampling = false
            guard case .success(let sample) = result else { return }
            let fingerprint = run.operators.fingerprint(of: sample.value).map { FingerprintBits($0.bits) } ?? .none
            run.recorder.record(
                .slotRead(
                    called: called, content: SlotContent(sample.content), version: VersionStamp(sample.version),
                    fingerprint: fingerprint))
        }
    }

    private func readLog() {
        isReadingLog = true
        run.operators.watched.readLog(after: lastEntry) { [unowned self] result in
            isReadingLog = false
            guard case .success(let page) = result else { return }
            lastEntry = page.last ?? lastEntry
            for entry in page.entries { record(entry) }
        }
    }

    /// After a loss of data the log starts anew, with smaller places: read it from its beginning again.
    func restartLog() { lastEntry = nil }

    private func record(_ entry: SlotLogEntry) {
        run.recorder.record(
            .slotLogged(
                version: VersionStamp(entry.version), fingerprint: FingerprintBits(entry.fingerprintBits),
                by: WrittenBy(entry.author), writer: names.life(ofClient: entry.client[...]),
                redisTime: UInt64(entry.time.milliseconds)))
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

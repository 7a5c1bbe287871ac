import CPosix
import Credentials
import History
import RedisLink
import Stores

/// Looks at the managed keys that steps work on, on one node each 50 ms, and writes down whose state has changed.
final class KeySampler {
    static let every: UInt64 = 50_000_000
    private let node: WatchedNode
    private unowned let run: Run
    private let records: [UInt8]
    private var isAsking = false
    private var lastLook: UInt64 = 0
    private var seen: [CredentialID: Sighting] = [:]
    /// What one answer may hold: the latest keys are those in question.
    private static let most = 256

    fileprivate struct Sighting: Equatable {
        let state: KeyState
        let revision: UInt64
        let deactivatedAt: UInt64
    }

    init(node: WatchedNode, run: Run) {
        self.node = node
        self.run = run
        records = Array(ManagedKeyNames(namespace: run.names.prefix).records.utf8)
    }

    func look() {
        let called = kq_now()
        guard node.isUp, !isAsking, called >= lastLook + Self.every else { return }
        let keys = run.managedKeys.watched(atMost: Self.most)
        guard !keys.isEmpty else { return }
        lastLook = called
        isAsking = true
        let command = RedisCommand("HMGET", [records] + keys.map { Array($0.new.id.description.utf8) })
        node.faults.send(command, deadline: nil) { [unowned self] answer in
            isAsking = false
            guard case .success(.array(let rows)) = answer, rows.count == keys.count else { return }
            for (key, row) in zip(keys, rows) { note(key, Sighting(row, of: key.new.id), called: called) }
        }
    }

    private func note(_ key: RunKey, _ sighting: Sighting, called: UInt64) {
        guard seen.updateValue(sighting, forKey: key.token.id) != sighting else { return }
        run.recorder.record(
            .keyRead(
                key.token.id, state: sighting.state, called: called, revision: sighting.revision,
                deactivatedAt: sighting.deactivatedAt, node: node.id))
    }
}

extension KeySampler.Sighting {
    fileprivate init(_ row: RedisReply, of id: ManagedKeyID) {
        guard case .string(let text) = row else {
            self.init(state: row == .null ? .absent : .damaged, revision: 0, deactivatedAt: 0)
            return
        }
        guard let record = try? ManagedKeyRecord(row: text), record.id == id else {
            self.init(state: .damaged, revision: 0, deactivatedAt: 0)  // a row that cannot be read
            return
        }
        self.init(
            state: record.isEnabled ? .active : .deactivated, revision: record.revision.number,
            deactivatedAt: record.deactivatedAt.map { UInt64(max(0, $0.milliseconds)) } ?? 0)
    }
}

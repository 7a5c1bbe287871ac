import Doubles
import History

/// How many connections each life of a replica has to upstream, by upstream's ledger: held ones count, too, because
/// they are descriptors.
struct UpstreamPresence {
    private struct Holder: Hashable {
        let life: Life
        let credential: UInt32
    }

    private var held: [Holder: Int] = [:]
    private var counts: [Life: Int] = [:]
    private var changes: [Life: Int] = [:]

    subscript(life: Life) -> Int { counts[life] ?? 0 }

    /// Anything that happened to this life's connections counts.
    func changes(of life: Life) -> Int { changes[life] ?? 0 }

    mutating func note(_ entry: UpstreamEntry) {
        guard entry.what != .events, entry.what != .denied else { return }  // no connection's beginning, and none's end
        let holder = Holder(life: entry.life, credential: entry.credential)
        changes[entry.life, default: 0] += 1
        switch entry.what {
        case .held:
            held[holder, default: 0] += 1
            counts[entry.life, default: 0] += 1
        case .opened: if !letGo(of: holder) { counts[entry.life, default: 0] += 1 }
        case .refused, .failed, .gone: if letGo(of: holder) { counts[entry.life, default: 0] -= 1 }
        case .closed, .dropped, .broken: counts[entry.life, default: 0] -= 1
        case .events, .denied: break
        }
    }

    /// False when none of this holder was held.
    private mutating func letGo(of holder: Holder) -> Bool {
        guard let count = held[holder], count > 0 else { return false }
        held[holder] = count - 1
        return true
    }
}

extension UpstreamEntry {
    var life: Life { Life(ReplicaID(replica), Incarnation(UInt16(clamping: incarnation))) }

    var sight: UpstreamSight {
        switch what {
        case .opened: .opened
        case .refused: .refused
        case .held: .held
        case .failed: .failed
        case .closed: .closed
        case .dropped: .dropped
        case .broken: .broken
        case .gone: .gone
        case .events: .events
        case .denied: .denied
        }
    }
}

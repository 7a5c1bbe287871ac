import Credentials
import ReplicaCore
import ReplicaProcess
import Synchronization

/// What both pages show.
struct ShownStatus: Sendable {
    let status: FaceStatus
    /// None where the replica does not look at managed keys.
    let keys: ManagedKeyCounts
}

/// Asks the replica's loop for its status at most ten times a second, however many open the pages: anybody may, and
/// neither the loop that watches Redis nor the thread that judges is to pay for it.
///
/// Who asks while an answer is being made waits for that one.
final class StatusDesk: Sendable {
    private struct State {
        var latest: (shown: ShownStatus, until: SteadyTime)?
        var isMaking = false
        var waiting: [CheckedContinuation<ShownStatus?, Never>] = []
    }

    private enum Turn {
        case shown(ShownStatus)
        case make, wait
    }

    private let board: SnapshotBoard
    private let loop: ReplicaLoop
    private let state = Mutex(State())

    /// How long an answer is shown, nanoseconds.
    static let life: UInt64 = 100_000_000
    /// Keys that are counted before whoever waits for a decision has his turn.
    static let slice = 16_384

    init(board: SnapshotBoard, loop: ReplicaLoop) {
        self.board = board
        self.loop = loop
    }

    /// Nil when the loop takes no more.
    func current() async -> ShownStatus? {
        switch turn() {
        case .shown(let shown): return shown
        case .wait: return await withCheckedContinuation { wait($0) }
        case .make:
            let shown = await make()
            finish(shown)
            return shown
        }
    }

    private func turn() -> Turn {
        let now = board.current.clock.now.steady
        return state.withLock { state in
            if let latest = state.latest, now < latest.until { return .shown(latest.shown) }
            defer { state.isMaking = true }
            return state.isMaking ? .wait : .make
        }
    }

    private func wait(_ continuation: CheckedContinuation<ShownStatus?, Never>) {
        let made: ShownStatus?? = state.withLock { state in
            guard state.isMaking else { return state.latest?.shown }
            state.waiting.append(continuation)
            return nil
        }
        if let made { continuation.resume(returning: made) }  // it was made between the two looks
    }

    private func finish(_ shown: ShownStatus?) {
        let until = board.current.clock.now.steady.nanoseconds + Self.life
        let waiting = state.withLock { state in
            state.latest = shown.map { ($0, SteadyTime(nanoseconds: until)) }
            state.isMaking = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: shown) }
    }

    private func make() async -> ShownStatus? {
        let status: FaceStatus? = await loop.ask { .status($0) }
        guard let status else { return nil }
        return ShownStatus(status: status, keys: await countKeys())
    }

    /// In the snapshot, which is nobody else's to change.
    private func countKeys() async -> ManagedKeyCounts {
        let snapshot = board.current
        let now = snapshot.clock.now.wall
        var counts = ManagedKeyCounts()
        guard let table = snapshot.gate.managedKeys?.table else { return counts }
        let positions = table.positions
        for first in stride(from: 0, to: positions.count, by: Self.slice) {
            if first > 0 { await Task.yield() }
            counts += table.counts(at: now, among: first..<min(first + Self.slice, positions.count))
        }
        return counts
    }
}

import CPosix
import Credentials
import Glibc
import RedisLink
import ReplicaCore
import ReplicaProcess
import Stores

/// A process that loads every managed key as a replica does: the real link, store and cache, page by page on a loop. It
/// connects, waits at the gate, loads, and holds what it has loaded.
final class KeyLoader {
    private let group: FloorGroup
    private let index: Int
    private let board: FloorBoard
    private let loop = EventLoop()
    private let wallOffset = kq_wall_offset()
    private var cache: ManagedKeyCache
    private var link: RedisLink?
    private var store: RedisManagedKeyStore?
    private var wake: LoopTimer?
    private var began: UInt64 = 0
    private var isDone = false
    private static let look: UInt64 = 1_000_000

    init(group: FloorGroup, index: Int, board: FloorBoard) {
        self.group = group
        self.index = index
        self.board = board
        cache = ManagedKeyCache(settings: ManagedKeySettings(), seed: UInt64(index))
    }

    func run() -> Never {
        let access = RedisAccess(user: group.user, password: group.password.withBytes { RedisPassword(bytes: $0) })
        let link = RedisLink(
            on: loop, to: .tcp(host: "127.0.0.1", port: Int(group.port)), as: access,
            options: RedisLinkOptions(clientName: "floor:\(index):keys")
        ) { [unowned self] in linkChanged(to: $0) }
        self.link = link
        store = RedisManagedKeyStore(sender: link, names: ManagedKeyNames(namespace: group.place)) { [unowned self] in
            now.wall
        }
        wake = LoopTimer(on: loop) { [unowned self] in wakeUp() }
        link.start()
        loop.run()
        _exit(0)
    }

    private func linkChanged(to state: LinkState) {
        if state.isReady, began == 0 {
            board.isUp(index)
            wake?.set(after: Self.look)
        } else if began > 0, !isDone {
            take(state.isReady ? .linkUp : .linkDown)
        }
    }

    private func wakeUp() {
        guard !isDone else { return }
        if began > 0 { return take(.tick) }
        guard board.isGateOpen else {
            wake?.set(after: Self.look)
            return
        }
        began = kq_now()
        take(.started)
        take(.linkUp)
    }

    private var now: Moment {
        let steady = kq_now()
        return Moment(
            steady: SteadyTime(nanoseconds: steady), wall: WallTime(nanoseconds: Int64(steady) + wallOffset))
    }

    private func take(_ input: ManagedKeyInput) {
        for effect in cache.handle(input, at: now) {
            if case .read(let query) = effect { read(query) }
        }
        if cache.status.revision > .zero, !cache.status.isLoading { return finish() }
        if let next = cache.nextWake { wake?.set(at: next.nanoseconds) }
    }

    private func read(_ query: ManagedKeyQuery) {
        store?.changes(query) { [unowned self] result in
            guard !isDone else { return }
            // Why it failed makes no difference to the cache's next step, and the row shows that it took longer.
            take(.readEnded(result.mapError { _ in SlotReadFailure.unreachable }))
        }
    }

    /// From here on it is at rest: what it holds is measured.
    private func finish() {
        guard !isDone else { return }
        isDone = true
        wake?.cancel()
        let skipped = cache.status.skippedRows.values.reduce(cache.status.refusedRecords, +)
        board.did(skipped == 0 ? cache.snapshot.table.count : 0, index, from: began, to: kq_now())
    }
}

import CPosix
import History
import RedisLink

/// Families that this replica reads again and again, because somebody is about to revoke them.
///
/// Every acceptance is written down, and of refusals the first after an acceptance, or the first of all.
final class TokenWatches {
    private struct Watch {
        let family: WatchedFamily
        let end: UInt64
        var isReading = false
        var wasRefused = [false, false]
    }

    private let loop: EventLoop
    private let calls: TokenCalls
    private let start: (@escaping () async -> Void) -> Void
    private var watches: [Watch] = []
    private var timer: LoopTimer?

    private static let interval: UInt64 = 25_000_000

    /// - Parameter start: begins something that must have ended before the replica ends.
    init(on loop: EventLoop, _ calls: TokenCalls, start: @escaping (@escaping () async -> Void) -> Void) {
        self.loop = loop
        self.calls = calls
        self.start = start
        timer = LoopTimer(on: loop) { [unowned self] in look() }
    }

    func add(_ families: [WatchedFamily], until end: UInt64) {
        watches += families.map { Watch(family: $0, end: end) }
        timer?.set(after: 0)
    }

    func end() {
        watches = []
        timer?.cancel()
    }

    private func look() {
        let now = kq_now()
        watches.removeAll { $0.end < now && !$0.isReading }
        guard !watches.isEmpty else { return }
        for index in watches.indices where !watches[index].isReading && watches[index].end >= now {
            watches[index].isReading = true
            let family = watches[index].family
            start { [self] in await read(family) }
        }
        timer?.set(after: Self.interval)
    }

    private func read(_ watched: WatchedFamily) async {
        let (family, generation) = (watched.family, watched.generation)
        await note(0, watched) { isRecorded in await calls.readAccess(family, generation, isRecorded: isRecorded) }
        await note(1, watched) { isRecorded in await calls.readRefresh(family, generation, isRecorded: isRecorded) }
        if let index = index(of: watched) { watches[index].isReading = false }
    }

    private func note(
        _ kind: Int, _ watched: WatchedFamily, _ read: ((TokenOutcome) -> Bool) async -> TokenOutcome
    ) async {
        let wasRefused = index(of: watched).map { watches[$0].wasRefused[kind] } ?? false
        let outcome = await read { outcome in outcome == .done || !wasRefused }
        if let index = index(of: watched) { watches[index].wasRefused[kind] = outcome != .done }
    }

    private func index(of watched: WatchedFamily) -> Int? { watches.firstIndex { $0.family == watched } }
}

extension TokenWorker {
    func watch(_ families: [WatchedFamily], until end: UInt64) {
        let watches = watches ?? TokenWatches(on: loop, calls) { [unowned self] in begun($0) }
        self.watches = watches
        watches.add(families, until: end)
    }
}

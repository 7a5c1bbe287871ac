import CPosix
import Fleet

/// A fleet and a floor of the same size, alive at the same time, and rounds in which one change goes to one of them.
final class Population {
    private let size: Int
    private let stage: FleetStage
    private let floor: Floor
    private var floorMessages: UInt64 = 0
    /// Between rounds: what the one before left to do is done, and polls are at another phase.
    private static let pause: ClosedRange<UInt64> = 100_000_000...300_000_000
    private static let look: UInt64 = 5_000_000
    private static let limit: UInt64 = 5_000_000_000

    init(size: Int, stage: FleetStage, floor: Floor) {
        self.size = size
        self.stage = stage
        self.floor = floor
    }

    /// Rounds alternate between floor and fleet, so that both meet the same moments of the machine.
    func push(rounds: Int) async throws(FleetError) -> BenchRow {
        stage.usesPush = true
        _ = try await floor.start(.subscriber, size, in: stage)
        let replicas = try await stage.start(size)
        let row = await compare("push", rounds: rounds, announced: { await self.stage.announcementSize() }) {
            await self.rotateRound(replicas)
        }
        await stage.end(replicas)
        await floor.end(on: stage.loop)
        return row
    }

    /// The same with managed keys that are deactivated.
    func deactivate(rounds: Int) async throws(FleetError) -> BenchRow {
        stage.usesPush = true
        _ = try await floor.start(.subscriber, size, in: stage)
        let replicas = try await stage.start(size)
        _ = await stage.makeKeys(rounds + Self.warmUps)
        let row = await compare("deactivation", rounds: rounds, announced: { await self.stage.keyAnnouncementSize() }) {
            await self.deactivateRound(replicas)
        }
        await stage.end(replicas)
        await floor.end(on: stage.loop)
        return row
    }

    private func compare(
        _ name: String, rounds: Int, announced: () async -> Int?, _ round: () async -> DelaySamples?
    ) async -> BenchRow {
        floorMessages = 0
        for _ in 0..<Self.warmUps { _ = await round() }
        let payload = [UInt8](repeating: 0x61, count: await announced() ?? 150)
        for _ in 0..<Self.warmUps { _ = await publishRound(payload) }
        var (floors, ours): ([DelaySamples], [DelaySamples]) = ([], [])
        for _ in 0..<rounds {
            guard let bare = await publishRound(payload), let real = await round() else { continue }
            floors.append(bare)
            ours.append(real)
        }
        return row(name, payload: payload.count, floors, ours)
    }

    /// The first rounds fault pages in and load the script, and a record that has a predecessor is longer.
    static let warmUps = 2

    /// Nothing tells replicas but their own poll.
    func poll(rounds: Int) async throws(FleetError) -> BenchRow {
        stage.usesPush = false
        let replicas = try await stage.start(size)
        var samples: [DelaySamples] = []
        for _ in 0..<rounds { if let sample = await rotateRound(replicas) { samples.append(sample) } }
        await stage.end(replicas)
        return pollRow(samples)
    }

    private func publishRound(_ payload: [UInt8]) async -> DelaySamples? {
        await rest()
        floorMessages += 1
        let sent = await stage.publish(payload, to: stage.floorChannel)
        await wait { floor.board.reached(floorMessages, size) == size }
        guard floor.board.reached(floorMessages, size) == size else { return nil }
        return DelaySamples(nanoseconds: floor.board.messageTimes(size).map { $0 - min(sent, $0) })
    }

    private func rotateRound(_ replicas: StagedReplicas) async -> DelaySamples? {
        let key = await stage.announceKey()
        await rest()
        guard let change = await stage.rotate(to: key) else { return nil }
        await wait { stage.reached(change, of: replicas) == size }
        let delays = stage.delays(of: change, in: replicas)
        return delays.count == size ? DelaySamples(nanoseconds: delays) : nil
    }

    private func deactivateRound(_ replicas: StagedReplicas) async -> DelaySamples? {
        await rest()
        guard let change = await stage.deactivateKey() else { return nil }
        await wait { stage.reached(change, of: replicas) == size }
        let delays = stage.delays(of: change, in: replicas)
        return delays.count == size ? DelaySamples(nanoseconds: delays) : nil
    }

    private func rest() async {
        await stage.loop.sleep(nanoseconds: UInt64.random(in: Self.pause))
    }

    /// Looks now and then only: whoever watches all the time takes a core away from those it watches.
    private func wait(until condition: () -> Bool) async {
        let end = kq_now() + Self.limit
        while !condition(), kq_now() < end { await stage.loop.sleep(nanoseconds: Self.look) }
    }

    private func row(
        _ name: String, payload: Int, _ floors: [DelaySamples], _ ours: [DelaySamples]
    ) -> BenchRow {
        var row = BenchRow(name)
        row.add("n", size)
        row.add("rounds", ours.count)
        row.add("bytes", payload)
        row.add("floor_p50_ms", floors.map(\.median))
        row.add("ours_p50_ms", ours.map(\.median))
        row.add("floor_p99_ms", floors.map(\.p99))
        row.add("ours_p99_ms", ours.map(\.p99))
        row.add("ratio_p99", ratios(ours.map(\.p99), to: floors.map(\.p99)))
        row.add("ratio_p50", ratios(ours.map(\.median), to: floors.map(\.median)))
        return row
    }

    private func pollRow(_ samples: [DelaySamples]) -> BenchRow {
        let interval = Double(stage.poll) / 1e6
        var row = BenchRow("poll")
        row.add("n", size)
        row.add("rounds", samples.count)
        row.add("interval_ms", interval)
        row.add("ours_p50_ms", samples.map(\.median))
        row.add("ours_p99_ms", samples.map(\.p99))
        row.add("ours_max_ms", samples.map(\.maximum))
        row.add("ratio_max_to_interval", samples.map { $0.maximum / interval })
        return row
    }
}

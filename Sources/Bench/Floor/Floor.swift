import CPosix
import Fleet
import RedisLink
import ReplicaProcess

/// The coordinator's end of a floor: has processes started and ended, and waits for them on its own loop.
final class Floor {
    let board: FloorBoard
    private let zygote: PacketSocket
    private static let limit: UInt64 = 60_000_000_000
    private static let pause: UInt64 = 2_000_000

    /// Called before the benchmark's process has anything else: it forks.
    init(capacity: Int) throws {
        board = try FloorBoard(capacity: capacity)
        zygote = try FloorZygote.fork(board: board)
        zygote.isBlocking = false
    }

    /// Milliseconds from the order until the last of them was up.
    func start(
        _ kind: FloorKind, _ count: Int, reading place: String? = nil, in stage: FleetStage
    ) async throws(FleetError) -> Double {
        board.clear()
        let group = FloorGroup(
            kind: kind, count: UInt32(count), port: stage.redisPort, user: stage.redisUser,
            password: stage.redisPassword, channel: stage.floorChannel, place: place ?? stage.slotKey, poll: stage.poll)
        let began = kq_now()
        zygote.send(FloorOrder.start(group).encoded)
        guard await wait(on: stage.loop, until: { board.upCount(count) == count }) else {
            throw FleetError(.replicasNotReady, "\(count - board.upCount(count)) of \(count) processes of the floor")
        }
        await answered(on: stage.loop)
        return Double(board.lastUp(count) - began) / 1e6
    }

    /// Lets those that wait at the gate begin, and waits until all of them have done what they are there for.
    func release(_ count: Int, in stage: FleetStage) async throws(FleetError) {
        board.openGate()
        guard await wait(on: stage.loop, until: { board.doneCount(count) == count }) else {
            throw FleetError(
                .replicasNotReady, "\(count - board.doneCount(count)) of \(count) have not done their work")
        }
    }

    func end(on loop: EventLoop) async {
        zygote.send(FloorOrder.end.encoded)
        await answered(on: loop)
    }

    private func answered(on loop: EventLoop) async {
        _ = await wait(on: loop) { if case .message = zygote.receive() { true } else { false } }
    }

    private func wait(on loop: EventLoop, until condition: () -> Bool) async -> Bool {
        let end = kq_now() + Self.limit
        while !condition() {
            guard kq_now() < end else { return false }
            await loop.sleep(nanoseconds: Self.pause)
        }
        return true
    }
}

import RedisLink
import ReplicaProcess

/// The coordinator's end of one helper's control socket: asks, and hands each report to whoever asked.
///
/// Nothing waits longer than ``ControlFailure/limit``.
final class ControlAsker<Order: ControlMessage, Report: ControlMessage, Failure: ControlError> {
    /// The helper is gone, unasked.
    var onLost: () -> Void = {}
    private let loop: EventLoop
    private let listener: PacketSocket
    private var listening: DescriptorWatch?
    private var channel: PacketChannel?
    private var waits: [UInt32: Waiting] = [:]
    private var hello: Report?
    private var nextNumber = Numbered<Report>.hello + 1
    private var failure: ControlFailure?

    private typealias Answer = Result<Report, ControlFailure>

    private struct Waiting {
        let continuation: CheckedContinuation<Answer, Never>
        let deadline: LoopTimer
    }

    /// Listens at a path inside a private directory.
    init(path: String, on loop: EventLoop) throws(Failure) {
        do {
            listener = try PacketSocket.listen(at: path, backlog: 1)
        } catch {
            throw Failure(.cannotListen(error.text))
        }
        self.loop = loop
        listening = DescriptorWatch(on: loop, descriptor: listener.descriptor) { [unowned self] _ in accept() }
        listening?.arm(.readable)
    }

    /// What the helper said first; waits for it.
    func greeting() async throws(Failure) -> Report {
        if let hello { return hello }
        return try await answer(to: Numbered<Report>.hello) {}
    }

    /// Sends one order and waits for its report.
    func ask(_ order: Order) async throws(Failure) -> Report {
        let number = nextNumber
        nextNumber &+= 1
        return try await answer(to: number) { channel?.send(Numbered(number: number, body: order).encoded) }
    }

    /// Has the helper end: it exits 0 when its control socket closes.
    func close() {
        onLost = {}
        lose("it was closed")
    }

    private func answer(to number: UInt32, _ begin: () -> Void) async throws(Failure) -> Report {
        if let failure { throw Failure(failure) }
        precondition(waits[number] == nil, "one waits for the helper's hello, and asks after that")
        let answer: Answer = await withCheckedContinuation { continuation in
            let deadline = LoopTimer(on: loop) { [unowned self] in settle(number, .failure(.noAnswer)) }
            deadline.set(after: ControlFailure.limit)
            waits[number] = Waiting(continuation: continuation, deadline: deadline)
            begin()
        }
        switch answer {
        case .success(let report): return report
        case .failure(let failure): throw Failure(failure)
        }
    }

    private func settle(_ number: UInt32, _ answer: Answer) {
        waits.removeValue(forKey: number)?.continuation.resume(returning: answer)
    }

    /// The first who connects is the helper: nobody else knows the path, and there is only one.
    private func accept() {
        guard let socket = listener.accept() else { return }
        listening?.end()
        let channel = PacketChannel(socket, on: loop)
        channel.onMessage = { [unowned self] in take($0) }
        channel.onClosed = { [unowned self] in lose("its control socket closed") }
        channel.onFailure = { [unowned self] in lose($0.text) }
        self.channel = channel
    }

    /// False for what is no report: the helper is another build.
    private func take(_ bytes: [UInt8]) -> Bool {
        guard let report = try? Numbered<Report>(decoding: bytes) else { return false }
        if report.number == Numbered<Report>.hello { hello = report.body }
        settle(report.number, .success(report.body))
        return true
    }

    private func lose(_ why: String) {
        guard failure == nil else { return }
        let lost = ControlFailure.lost(why)
        failure = lost
        listening?.end()
        let closing = channel
        channel = nil
        loop.beforeWaiting { withExtendedLifetime(closing) {} }  // it may be what is telling us
        for number in Array(waits.keys) { settle(number, .failure(lost)) }
        onLost()
    }
}

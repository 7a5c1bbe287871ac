import RedisLink
import ReplicaProcess

/// Why a helper did not answer.
package enum ControlFailure: Error, Equatable, Sendable {
    case cannotListen(String)
    /// The helper process is gone, or never came.
    case lost(String)
    /// No answer within the limit: whether the order took effect is unknown.
    case noAnswer
}

/// The coordinator's end of one helper's control socket: asks, and hands each answer to whoever asked.
///
/// Orders and reports begin with a number that ties them together; 0 is the helper's hello. Nothing waits longer than
/// ``limit``.
final class ControlAsker {
    /// Nanoseconds; a helper answers in microseconds unless it does not get the processor.
    static let limit: UInt64 = 10_000_000_000

    /// The helper is gone, unasked.
    var onLost: () -> Void = {}
    private let loop: EventLoop
    private let listener: PacketSocket
    private var listening: DescriptorWatch?
    private var channel: PacketChannel?
    private var waits: [UInt32: Waiting] = [:]
    private var hello: [UInt8]?
    private var nextNumber: UInt32 = 1
    private var failure: ControlFailure?

    private typealias Answer = Result<[UInt8], ControlFailure>

    private struct Waiting {
        let continuation: CheckedContinuation<Answer, Never>
        let deadline: LoopTimer
    }

    /// Listens at a path inside a private directory.
    init(path: String, on loop: EventLoop) throws(ControlFailure) {
        do {
            listener = try PacketSocket.listen(at: path, backlog: 1)
        } catch {
            throw .cannotListen(error.text)
        }
        self.loop = loop
        listening = DescriptorWatch(on: loop, descriptor: listener.descriptor) { [unowned self] _ in accept() }
        listening?.arm(.readable)
    }

    /// What the helper said first; waits for it.
    func greeting() async throws(ControlFailure) -> [UInt8] {
        if let hello { return hello }
        return try await answer(to: 0) {}
    }

    /// Sends one order and waits for its report, without its number.
    func ask(_ order: WireWriter) async throws(ControlFailure) -> [UInt8] {
        let number = nextNumber
        nextNumber &+= 1
        var message = WireWriter()
        message.put(number)
        return try await answer(to: number) { channel?.send(message.bytes + order.bytes) }
    }

    /// Has the helper end: it exits 0 when its control socket closes.
    func close() {
        onLost = {}
        lose(.lost("it was closed"))
    }

    private func answer(to number: UInt32, _ begin: () -> Void) async throws(ControlFailure) -> [UInt8] {
        if let failure { throw failure }
        precondition(waits[number] == nil, "one waits for the helper's hello, and asks after that")
        let answer: Answer = await withCheckedContinuation { continuation in
            let deadline = LoopTimer(on: loop) { [unowned self] in settle(number, .failure(.noAnswer)) }
            deadline.set(after: Self.limit)
            waits[number] = Waiting(continuation: continuation, deadline: deadline)
            begin()
        }
        return try answer.get()
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
        channel.onClosed = { [unowned self] in lose(.lost("its control socket closed")) }
        self.channel = channel
    }

    /// False for what is no report: the helper is another build.
    private func take(_ bytes: [UInt8]) -> Bool {
        var wire = WireReader(bytes)
        guard let number = try? wire.take(UInt32.self) else { return false }
        let report = Array(bytes.dropFirst(MemoryLayout<UInt32>.size))
        if number == 0 { hello = report }
        settle(number, .success(report))
        return true
    }

    private func lose(_ reason: ControlFailure) {
        guard failure == nil else { return }
        failure = reason
        let closing = channel
        channel = nil
        loop.beforeWaiting { withExtendedLifetime(closing) {} }  // it may be what is telling us
        for number in Array(waits.keys) { settle(number, .failure(reason)) }
        onLost()
    }
}

import Glibc

/// Receiving.
extension RedisConnection {
    func became(_ readiness: DescriptorWatch.Readiness) {
        switch (phase, readiness) {
        case (.connecting, _): connectEnded()
        case (.connected, .failed): failed()
        case (.connected, .ready(let interest)):
            if interest.contains(.writable) { flush() }
            if interest.contains(.readable) { readNow() }
        case (.ended, _): break
        }
    }

    private func connectEnded() {
        guard let context else { return }
        let status = context.takeSocketError()
        guard status == 0 else {
            return end(WireFailure.system(String(cString: strerror(status))).asError(phase: .connect))
        }
        phase = .connected
        stopTimer()
        watch?.arm(.readable)
        onEvent(.connected)
    }

    /// A reset may leave replies that came before it, and reading on tells its reason.
    private func failed() {
        readNow()
        guard phase == .connected, let context else { return }
        let status = context.takeSocketError()
        let text = status == 0 ? "the connection failed" : String(cString: strerror(status))
        end(WireFailure.system(text).asError(phase: .sent))
    }

    /// Reads what has come already, without waiting for the loop to say so.
    func readNow() {
        do throws(WireFailure) {
            for _ in 0..<Self.readsPerTurn {
                guard phase == .connected, let context else { return }
                let mayHaveMore = try context.read()
                try deliver(from: context)
                guard mayHaveMore else { return }
            }
        } catch {
            end(error.asError(phase: .sent))
        }
    }

    private func deliver(from context: HiredisContext) throws(WireFailure) {
        while phase == .connected, let reply = try context.nextReply() {
            if let entry = awaited.answered() { answer(entry, with: reply) } else { onEvent(.unawaited(reply)) }
        }
    }

    /// The owner watches refusals here and not in a handler of its own around each command's, which a command that goes
    /// well would pay for.
    private func answer(_ entry: AwaitedReplies<Handler>.Entry, with reply: RedisReply) {
        if awaited.isEmpty { stopTimer() }
        if case .error(let error) = reply {
            onEvent(.refused(error))
            entry.handler(.failure(.answered(error, to: entry.command, isScript: entry.isScript)))
        } else {
            entry.handler(.success(reply))
        }
        if awaited.isEmpty, phase == .connected { onEvent(.idle) }
    }
}

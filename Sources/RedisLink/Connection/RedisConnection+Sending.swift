/// Sending.
extension RedisConnection {
    /// Sends a command; `deadline` is nanoseconds from now.
    func send(_ command: RedisCommand, deadline: UInt64?, reply: @escaping Handler) {
        guard let context = usableContext(for: command, reply) else { return }
        context.append(command)
        let due = loop.now + (deadline ?? limits.command)
        awaited.append(command, deadline: due, handler: reply, unwritten: context.unwrittenBytes)
        wake(by: due)
        queueFlush()
    }

    /// Sends a command whose answer comes as ``Event/unawaited(_:)``, as in a subscription.
    func sendUnawaited(_ command: RedisCommand) {
        guard let context = usableContext(for: command, { _ in }) else { return }
        context.append(command)
        awaited.appended(unwritten: context.unwrittenBytes)
        queueFlush()
    }

    private func usableContext(for command: RedisCommand, _ reply: @escaping Handler) -> HiredisContext? {
        let isForked = process.isForked  // a system call: once
        if phase == .connected, !isForked { return context }
        let problem = isForked ? .usedAfterFork : reason
        loop.beforeWaiting { reply(.failure(problem.refusing(command))) }
        return nil
    }

    /// Everything that is sent before the loop waits goes out in one write.
    private func queueFlush() {
        guard !isFlushQueued else { return }
        isFlushQueued = true
        loop.beforeWaiting { [weak self] in self?.flush() }
    }

    func flush() {
        isFlushQueued = false
        guard phase == .connected, let context else { return }
        do {
            try context.write()
            awaited.wrote(unwritten: context.unwrittenBytes)
            watch?.arm(context.unwrittenBytes == 0 ? .readable : [.readable, .writable])
        } catch {
            writeFailed(error)
        }
    }

    /// The server may have said why before it closed: what it sent is read first.
    private func writeFailed(_ failure: WireFailure) {
        readNow()
        end(failure.asError(phase: .sent))
    }
}

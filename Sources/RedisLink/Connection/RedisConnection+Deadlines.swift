/// Deadlines: one timer, set to the earliest it has to know of, and asked again when it fires.
extension RedisConnection {
    func wake(by deadline: UInt64) {
        if let timerDeadline, timerDeadline <= deadline { return }
        timerDeadline = deadline
        timer?.set(at: deadline)
    }

    func stopTimer() {
        guard timerDeadline != nil else { return }
        timerDeadline = nil
        timer?.cancel()
    }

    func deadlinePassed() {
        timerDeadline = nil
        switch phase {
        case .connecting: end(Self.connectOverdue)
        case .connected: commandDeadlinePassed()
        case .ended: break
        }
    }

    /// A process that was stopped finds its timers due before it looks at its sockets: an answer that is there counts.
    private func commandDeadlinePassed() {
        readNow()
        guard phase == .connected, let earliest = awaited.earliestDeadline else { return }
        if earliest <= loop.now { end(Self.givenUp, overdueAt: loop.now) } else { wake(by: earliest) }
    }

    private static var connectOverdue: RedisError {
        RedisError(
            code: .connectFailed, phase: .connect, command: nil, mayHaveTakenEffect: false,
            detail: "not connected within the deadline")
    }

    private static var givenUp: RedisError {
        RedisError(
            code: .connectionLost, phase: .sent, command: nil, mayHaveTakenEffect: false,
            detail: "given up: an answer did not come within its deadline")
    }
}

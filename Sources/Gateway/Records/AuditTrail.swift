import Synchronization

/// One line for each decision, whatever becomes of its request (W12, pitfall 46): an event is held from the decision to
/// the end of the request, and written with the status of the answer, or with 499 where none was made.
final class AuditTrail: Sendable {
    /// A decision that is not written yet.
    struct Entry: Sendable { fileprivate let number: UInt64 }

    private struct State {
        var next: UInt64 = 0
        var open: [UInt64: AuditEvent] = [:]
        /// The face has ended: nobody flushes the file after it.
        var isClosed = false
    }

    private let file: AuditFile
    private let state = Mutex(State())

    init(_ file: AuditFile) { self.file = file }

    var counts: AuditCounts { file.counts }

    func begin(_ event: AuditEvent) -> Entry {
        state.withLock { state in
            state.next += 1
            state.open[state.next] = event
            return Entry(number: state.next)
        }
    }

    /// One that was written already is not written again.
    func end(_ entry: Entry, status: Int) {
        let (event, isClosed) = state.withLock { ($0.open.removeValue(forKey: entry.number), $0.isClosed) }
        guard var event else { return }
        event.status = status
        file.append(event.line)
        if isClosed { file.flush() }
    }

    /// The face ends: who still waits for an answer gets none. All lines are in the file when this returns.
    func close() {
        let open = state.withLock { state in
            defer { state.open = [:] }
            state.isClosed = true
            return state.open
        }
        for (_, event) in open.sorted(by: { $0.key < $1.key }) { file.append(event.line) }
        file.flush()
    }
}

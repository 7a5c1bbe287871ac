/// What happens next in a simulated world: a binary heap by time, and by arrival among equals, so that a seed always
/// gives the same run.
struct EventQueue<Event> {
    private struct Entry {
        let time: UInt64
        let serial: UInt64
        let event: Event
        func isBefore(_ other: Entry) -> Bool { time == other.time ? serial < other.serial : time < other.time }
    }

    private var entries: [Entry] = []
    private var serial: UInt64 = 0

    mutating func add(_ event: Event, at time: UInt64) {
        entries.append(Entry(time: time, serial: serial, event: event))
        serial += 1
        var child = entries.count - 1
        while child > 0, entries[child].isBefore(entries[(child - 1) / 2]) {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The first event unless it is after `limit`.
    mutating func next(until limit: UInt64) -> (time: UInt64, event: Event)? {
        guard let first = entries.first, first.time <= limit else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink()
        }
        return (first.time, first.event)
    }

    private mutating func sink() {
        var parent = 0
        while 2 * parent + 1 < entries.count {
            var child = 2 * parent + 1
            if child + 1 < entries.count, entries[child + 1].isBefore(entries[child]) { child += 1 }
            guard entries[child].isBefore(entries[parent]) else { return }
            entries.swapAt(child, parent)
            parent = child
        }
    }
}

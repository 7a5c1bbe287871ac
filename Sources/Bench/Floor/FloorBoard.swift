import CPosix
import Glibc
import Synchronization

/// Memory that all processes of a floor share with whoever measures them: a cache line for each, which nobody else writes.
final class FloorBoard: @unchecked Sendable {  // the address never changes; what lies there is atomic
    struct Line: ~Copyable {
        let pid = Atomic<UInt64>(0)
        /// When it was ready; 0 before.
        let upAt = Atomic<UInt64>(0)
        let messages = Atomic<UInt64>(0)
        let messageAt = Atomic<UInt64>(0)
        /// One piece of work: when it began and ended, and how much it was.
        let beganAt = Atomic<UInt64>(0)
        let doneAt = Atomic<UInt64>(0)
        let amount = Atomic<UInt64>(0)
        private let rest: UInt64 = 0
    }

    let capacity: Int
    private let lines: UnsafeMutablePointer<Line>
    /// The line behind the last one.
    private let gate: UnsafeMutablePointer<Line>

    init(capacity: Int) throws(BenchError) {
        self.capacity = capacity
        let bytes = (capacity + 1) * MemoryLayout<Line>.stride
        guard let base = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0),
            base != MAP_FAILED
        else { throw BenchError("cannot map \(bytes) bytes: \(String(cString: strerror(errno)))") }
        lines = base.bindMemory(to: Line.self, capacity: capacity + 1)  // the kernel's zeros are valid lines
        gate = lines + capacity
    }

    deinit { munmap(lines, (capacity + 1) * MemoryLayout<Line>.stride) }

    /// Forgets what earlier processes wrote.
    func clear() {
        for index in 0..<capacity {
            lines[index].pid.store(0, ordering: .relaxed)
            lines[index].upAt.store(0, ordering: .relaxed)
            lines[index].messages.store(0, ordering: .relaxed)
            lines[index].messageAt.store(0, ordering: .relaxed)
            lines[index].beganAt.store(0, ordering: .relaxed)
            lines[index].doneAt.store(0, ordering: .relaxed)
            lines[index].amount.store(0, ordering: .relaxed)
        }
        gate.pointee.amount.store(0, ordering: .relaxed)
    }

    func enter(_ index: Int) { lines[index].pid.store(UInt64(getpid()), ordering: .relaxed) }
    func isUp(_ index: Int) { lines[index].upAt.store(kq_now(), ordering: .releasing) }

    func gotMessage(_ index: Int, at time: UInt64) {
        lines[index].messageAt.store(time, ordering: .relaxed)
        lines[index].messages.wrappingAdd(1, ordering: .releasing)
    }

    func pids(_ count: Int) -> [Int32] { (0..<count).map { Int32(lines[$0].pid.load(ordering: .relaxed)) } }
    func upCount(_ count: Int) -> Int { (0..<count).count { lines[$0].upAt.load(ordering: .acquiring) != 0 } }
    func lastUp(_ count: Int) -> UInt64 { (0..<count).map { lines[$0].upAt.load(ordering: .acquiring) }.max() ?? 0 }

    /// How many have had so many messages.
    func reached(_ messages: UInt64, _ count: Int) -> Int {
        (0..<count).count { lines[$0].messages.load(ordering: .acquiring) >= messages }
    }

    func messageTimes(_ count: Int) -> [UInt64] {
        (0..<count).map { lines[$0].messageAt.load(ordering: .relaxed) }
    }
}

/// One piece of work for each, begun together.
extension FloorBoard {
    /// What one process did.
    struct Work: Equatable {
        let began: UInt64
        let ended: UInt64
        let amount: Int
    }

    func openGate() { gate.pointee.amount.store(1, ordering: .releasing) }
    var isGateOpen: Bool { gate.pointee.amount.load(ordering: .acquiring) != 0 }

    func did(_ amount: Int, _ index: Int, from began: UInt64, to ended: UInt64) {
        lines[index].amount.store(UInt64(amount), ordering: .relaxed)
        lines[index].beganAt.store(began, ordering: .relaxed)
        lines[index].doneAt.store(ended, ordering: .releasing)
    }

    func doneCount(_ count: Int) -> Int { (0..<count).count { lines[$0].doneAt.load(ordering: .acquiring) != 0 } }

    func work(_ count: Int) -> [Work] {
        (0..<count).map { index in
            Work(
                began: lines[index].beganAt.load(ordering: .relaxed),
                ended: lines[index].doneAt.load(ordering: .acquiring),
                amount: Int(lines[index].amount.load(ordering: .relaxed)))
        }
    }
}

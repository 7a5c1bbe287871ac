import Dispatch
import Synchronization

/// Runs the same work on every index, on all cores; the checks' own phase, after every process of the run has ended.
enum Parallel {
    static func map<Output: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Output) -> [Output] {
        let outputs = Mutex<[Output?]>(Array(repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let output = work(index)
            outputs.withLock { $0[index] = output }
        }
        return outputs.withLock { $0.compactMap { $0 } }
    }
}

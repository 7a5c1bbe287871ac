import Synchronization

/// Consecutive sealed words of a mapping, written by one process and read by others.
///
/// Every store is a release: the compiler keeps their order, and a process that is killed leaves a prefix of them.
struct SealedWords {
    private let base: UnsafeMutablePointer<Atomic<UInt64>>

    /// - Parameter address: aligned to 8 bytes; for a read-only mapping only `load` may be called.
    init(at address: UnsafeMutableRawPointer) {
        base = address.assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    func store(_ value: UInt64, at index: Int) {
        base[index].store(SealedWord(value).bits, ordering: .releasing)
    }

    func load(_ index: Int) -> SealedWord {
        SealedWord(bits: base[index].load(ordering: .acquiring))
    }

    func value(_ index: Int) -> UInt64 { load(index).value }
}

import History
import Synchronization

/// The first page of a region: how many records are committed, how many were lost, and the live status.
///
/// The status stands twice. A write goes to the copy that is not shown and then shows it by storing the version
/// counter, whose parity names the copy: a reader that finds the same counter before and after copying has a pair that
/// belongs together, and a writer that is killed in between leaves the former status, not half of a new one.
struct ControlPage {
    private let words: SealedWords

    init(at address: UnsafeMutableRawPointer) { words = SealedWords(at: address) }

    static let wordCount = Page.size / 8
    private static let committedWord = 0
    private static let lostWord = 1
    private static let versionWord = 2
    private static let copyWords = [8, 16]
    private static let readAttempts = 64

    /// Of the words, those in use; the others stay zero.
    static let usedWords = 24

    /// Nil when the word's check fails.
    var committed: Int? {
        let word = words.load(Self.committedWord)
        return word.isValid ? Int(word.value) : nil
    }

    var lost: Int { Int(words.value(Self.lostWord)) }

    /// The release that makes a record part of the history.
    func commit(_ count: Int) { words.store(UInt64(count), at: Self.committedWord) }
    func setLost(_ count: Int) { words.store(UInt64(count), at: Self.lostWord) }

    func publish(_ status: LiveStatus) {
        let next = words.value(Self.versionWord) + 1
        let copy = Self.copy(next)
        words.store(UInt64(status.incarnation.number) | (status.isReady ? 1 << 16 : 0), at: copy)
        words.store(status.version.epoch, at: copy + 1)
        words.store(status.version.nonce >> 32, at: copy + 2)
        words.store(status.version.nonce & 0xFFFF_FFFF, at: copy + 3)
        words.store(status.fingerprint.bits, at: copy + 4)
        words.store(status.lastGoodRead, at: copy + 5)
        words.store(status.keyRevision, at: copy + 6)
        words.store(next, at: Self.versionWord)
    }

    /// The status shown; `.none` if the writer changed it at every attempt, which takes one that does nothing else.
    func status() -> LiveStatus {
        for _ in 0..<Self.readAttempts {
            let version = words.value(Self.versionWord)
            guard version > 0 else { return .none }
            let status = read(Self.copy(version))
            atomicMemoryFence(ordering: .acquiring)
            if words.value(Self.versionWord) == version { return status }
        }
        return .none
    }

    private static func copy(_ version: UInt64) -> Int { copyWords[Int(version & 1)] }

    private func read(_ copy: Int) -> LiveStatus {
        let head = words.value(copy)
        let nonce = words.value(copy + 2) << 32 | words.value(copy + 3)
        return LiveStatus(
            incarnation: Incarnation(UInt16(truncatingIfNeeded: head)), isReady: head >> 16 & 1 == 1,
            version: VersionStamp(epoch: words.value(copy + 1), nonce: nonce),
            fingerprint: FingerprintBits(words.value(copy + 4)), lastGoodRead: words.value(copy + 5),
            keyRevision: words.value(copy + 6))
    }
}

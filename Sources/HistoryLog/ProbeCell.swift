import History

/// The current run of one credential, in eight words of mapped memory.
///
/// **Whatever prefix of these stores a SIGKILL leaves is a sound run**: it claims nothing that was not so.
///
/// A run claims that its first probe lay in [firstCall, firstReturn], its last one in [lastCall, lastReturn], that all
/// probes had its verdict, and that between first and last call no gap was longer than `longestGap`.
///
/// *Extending* stores gap, lastReturn, lastCall, count:
/// - gap alone: the former run with a gap that may be too long; it lets a reader conclude less.
/// - and lastReturn: the last probe's interval is now [former call, new return]. It contains the former probe, so
///   "wrong only if the whole interval lies inside one colour" still holds for a probe that was made.
/// - and lastCall: the new run, its count one short. Nothing is concluded from the count but how much was asked.
///
/// *Beginning* needs a closed cell: its state word is zero and its other words mean nothing. It stores them all, and
/// the state last. Before that the cell still says "no run", and the one probe under way is as if never asked.
///
/// *Closing* comes after the run's record is committed. Between the two the same run stands in the cell and in the
/// records: said twice, which a check survives, as it takes maxima and intervals, not sums.
struct ProbeCell {
    static let size = 64
    static let wordCount = 8

    enum Word: Int, CaseIterable {
        case state, firstCall, firstReturn, longestGap, lastReturn, lastCall, count
    }

    struct Store: Equatable {
        var word: Word
        var value: UInt64
    }

    private let words: SealedWords
    private let base: Int

    init(_ words: SealedWords, index: Int) {
        self.words = words
        base = index * Self.wordCount
    }

    func value(_ word: Word) -> UInt64 { words.value(base + word.rawValue) }
    func perform(_ store: Store) { words.store(store.value, at: base + store.word.rawValue) }

    var state: CellState { CellState(word: value(.state)) }

    /// Nil when there is none, or a word of it does not carry its check.
    func run(of credential: CredentialID) -> ProbeRun? {
        let state = state
        guard state.isOpen, isValid else { return nil }
        return ProbeRun(
            credential: credential, verdict: state.verdict, firstCall: value(.firstCall),
            firstReturn: value(.firstReturn), lastCall: value(.lastCall), lastReturn: value(.lastReturn),
            count: UInt32(truncatingIfNeeded: value(.count)), longestGap: value(.longestGap))
    }

    /// The eighth word, which nobody writes.
    var spare: UInt64 { words.load(base + Self.wordCount - 1).bits }

    var isValid: Bool { Word.allCases.allSatisfy { words.load(base + $0.rawValue).isValid } }
}

/// The first word of a cell: zero for "no run", else who made it and what the verdict is.
struct CellState: Equatable {
    var word: UInt64

    init(word: UInt64) { self.word = word }

    init(_ incarnation: Incarnation, _ verdict: ProbeRun.Verdict) {
        word = 1 << 32 | UInt64(verdict.rawValue) << 16 | UInt64(incarnation.number)
    }

    var isOpen: Bool { word >> 32 & 1 == 1 }
    var verdict: ProbeRun.Verdict { word >> 16 & 1 == 1 ? .accepted : .refused }
    var incarnation: Incarnation { Incarnation(UInt16(truncatingIfNeeded: word)) }
    static let closed = CellState(word: 0)
}

/// The stores of each change of a cell, in the order that `ProbeCell` argues for; kept as values so that a test can
/// stop after each of them. No arrays: a probe must not allocate.
struct CellStores {
    private(set) var count = 0
    private var list: InlineArray<7, ProbeCell.Store> = .init(repeating: .init(word: .state, value: 0))

    subscript(index: Int) -> ProbeCell.Store { list[index] }

    private mutating func add(_ word: ProbeCell.Word, _ value: UInt64) {
        list[count] = ProbeCell.Store(word: word, value: value)
        count += 1
    }

    static func beginning(_ state: CellState, call: UInt64, return returned: UInt64) -> CellStores {
        var stores = CellStores()
        stores.add(.firstCall, call)
        stores.add(.firstReturn, returned)
        stores.add(.longestGap, 0)
        stores.add(.lastReturn, returned)
        stores.add(.lastCall, call)
        stores.add(.count, 1)
        stores.add(.state, state.word)
        return stores
    }

    static func extending(_ cell: ProbeCell, call: UInt64, return returned: UInt64) -> CellStores {
        var stores = CellStores()
        let lastCall = cell.value(.lastCall)
        stores.add(.longestGap, max(cell.value(.longestGap), call > lastCall ? call - lastCall : 0))
        stores.add(.lastReturn, returned)
        stores.add(.lastCall, call)
        stores.add(.count, cell.value(.count) + 1)
        return stores
    }
}

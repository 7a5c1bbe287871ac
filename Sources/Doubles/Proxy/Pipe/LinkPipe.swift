import DequeModule

/// One way of one connection, without its sockets: what was read and is not written yet, when it may be written, and how
/// it ends.
///
/// A value that is told the time: the shell asks ``next(at:)`` what to do and reports what came of it. Bytes leave in the
/// order in which they came, and the end leaves after them. It keeps at most about ``limit`` bytes: beyond that it does
/// not want to read, and the source's own socket fills up, as on a slow link.
struct LinkPipe {
    /// How a source ended; on the other side the pipe ends alike.
    enum End: Equatable { case finish, reset }

    enum Next: Equatable {
        /// Write so many bytes of ``first``.
        case write(atMost: Int)
        /// Nothing before this time.
        case wait(until: UInt64)
        /// Everything was written: end the sink like this.
        case end(End)
        /// Until more comes in, or a rule is lifted.
        case nothing
    }

    private struct Chunk {
        var bytes: ArraySlice<UInt8>
        let release: UInt64
    }

    private enum Ending: Equatable {
        case open
        case due(End, release: UInt64)
        case ended
    }

    private var chunks: Deque<Chunk> = []
    private(set) var waitingBytes = 0
    private var line: DelayLine
    private var bucket: TokenBucket?
    private var ending = Ending.open
    /// A blackhole: nothing goes in, nothing comes out.
    private(set) var isHeld = false

    /// What a chunk costs beside its bytes, so that a million chunks of one byte are not taken for one megabyte.
    private static let chunkCost = 64
    private static let plainLimit = 64 * 1024
    /// A long delay keeps many bytes under way.
    private static let delayedLimit = 1024 * 1024

    init(salt: UInt64) { line = DelayLine(salt: salt) }

    /// Takes over what the rules say of this way from now on. What is under way already keeps its times.
    mutating func set(_ effect: WayEffect, at now: UInt64) {
        line.set(effect.delays)
        if bucket?.bytesPerSecond != effect.throttle {
            bucket = effect.throttle.map { TokenBucket(bytesPerSecond: $0, at: now) }
        }
        if effect.isHeld { hold() }
    }

    /// For good: what was held is never delivered.
    mutating func hold() { isHeld = true }

    private var limit: Int { line.isEmpty ? Self.plainLimit : Self.delayedLimit }
    private var isFull: Bool { waitingBytes + chunks.count * Self.chunkCost >= limit }
    /// The source has said its last word.
    var hasEnd: Bool { ending != .open }
    /// And so have we.
    var hasEnded: Bool { ending == .ended }
    var wantsToRead: Bool { !isHeld && !hasEnd && !isFull }
    /// What was just read may be written at once, without coming in here.
    var isClear: Bool { chunks.isEmpty && line.isEmpty && bucket == nil && !isHeld }
    /// The oldest bytes.
    var first: ArraySlice<UInt8> { chunks.first?.bytes ?? [] }
}

extension LinkPipe {
    mutating func append(_ bytes: some Collection<UInt8>, at now: UInt64) {
        guard !bytes.isEmpty else { return }
        let chunk = Chunk(bytes: ArraySlice(bytes), release: line.release(at: now))
        waitingBytes += chunk.bytes.count
        chunks.append(chunk)
    }

    /// The source finished or was reset. A reset counts after a finish too: it says that nobody is there to answer any more.
    mutating func end(_ end: End, at now: UInt64) {
        guard !hasEnd || end == .reset else { return }
        ending = .due(end, release: line.release(at: now))
    }

    /// The sink is gone: whatever was for it is lost.
    mutating func drop() {
        chunks.removeAll()
        waitingBytes = 0
        ending = .ended
    }

    func next(at now: UInt64) -> Next {
        guard !isHeld else { return .nothing }
        guard let first = chunks.first else { return nextOfEnd(at: now) }
        guard first.release <= now else { return .wait(until: first.release) }
        guard let bucket else { return .write(atMost: first.bytes.count) }
        let wanted = min(first.bytes.count, bucket.capacity)  // not byte by byte, as the bucket fills
        let available = bucket.available(at: now)
        return available >= wanted
            ? .write(atMost: min(first.bytes.count, available)) : .wait(until: bucket.time(for: wanted))
    }

    private func nextOfEnd(at now: UInt64) -> Next {
        guard case .due(let end, let release) = ending else { return .nothing }
        return release <= now ? .end(end) : .wait(until: release)
    }

    /// So many bytes of ``first`` were written.
    mutating func wrote(_ count: Int, at now: UInt64) {
        guard count > 0, !chunks.isEmpty else { return }
        bucket?.take(count, at: now)
        waitingBytes -= count
        chunks[0].bytes.removeFirst(count)
        if chunks[0].bytes.isEmpty { chunks.removeFirst() }
    }

    /// The sink was ended as ``next(at:)`` said.
    mutating func endedSink() { ending = .ended }
}

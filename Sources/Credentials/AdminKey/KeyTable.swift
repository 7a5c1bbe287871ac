/// Everything a decision needs, in one immutable value: each spelling of the current admin key, of the outgoing ones
/// with their ends, and of the internal token.
///
/// A decision compares the presented bytes with *all* candidates, whichever matches, so its time tells the length of
/// the presented text and how many candidates there are, but nothing about where a guess went wrong. Candidates of up
/// to 64 bytes stand zero-padded in one vector each; their lengths are compared too, so padding cannot match.
/// Nothing is allocated.
public struct KeyTable: Sendable {
    /// One reference, so that whoever decides keeps one thing alive and not four: counting references was half of a
    /// decision's time.
    private let content: Content

    private final class Content: Sendable {
        let short: ContiguousArray<ShortCandidate>
        let long: LongCandidates
        /// Exclusive ends of the outgoing keys, Unix nanoseconds; the smallest number where there is none.
        let ends: SIMD4<Int64>

        init(short: ContiguousArray<ShortCandidate>, long: LongCandidates, ends: SIMD4<Int64>) {
            self.short = short
            self.long = long
            self.ends = ends
        }
    }

    /// At most ``AdminKeySlot/maximumOutgoing`` outgoing keys; more are dropped from the end of the list.
    public init(current: Secret?, outgoing: [OutgoingKey] = [], internalToken: Secret? = nil) {
        let outgoing = outgoing.prefix(AdminKeySlot.maximumOutgoing)
        var short = ContiguousArray<ShortCandidate>()
        short.reserveCapacity(KeySpellings.prefixes.count * (outgoing.count + 2))
        var long: [(spelling: Secret, bit: UInt64)] = []
        func add(_ key: Secret?, as bit: UInt64) {
            guard let key, !key.isEmpty else { return }
            for prefix in KeySpellings.prefixes {
                if let candidate = ShortCandidate(prefix, key, bit: bit) {
                    short.append(candidate)
                } else {
                    long.append((key.withBytes { Secret(bytes: prefix + $0) }, bit))
                }
            }
        }
        var ends = SIMD4<Int64>(repeating: .min)
        add(current, as: MatchBits.current)
        for (index, key) in outgoing.enumerated() {
            add(key.value, as: MatchBits.outgoing(index))
            ends[index] = key.end.nanoseconds
        }
        add(internalToken, as: MatchBits.internalToken)
        content = Content(short: short, long: LongCandidates(long), ends: ends)
    }

    /// Decides on the bytes that a caller presented, exactly as presented.
    ///
    /// - Parameters:
    ///   - token: the text of the header or query value; empty is always refused.
    ///   - wall: now, which outgoing keys' ends are compared with; an end is exclusive.
    ///   - route: what the route accepts.
    ///   - refusesAdmin: true when admin keys are out of force whatever they are (nothing confirmed yet, or stale).
    public func decide(
        _ token: UnsafeRawBufferPointer, at wall: WallTime, on route: RouteKind,
        refusesAdmin: Bool = false
    ) -> Decision {
        let matches = token.count <= ShortCandidate.capacity ? shortMatches(token) : content.long.matches(token)
        return MatchBits.decision(matches & inForce(at: wall, on: route, refusesAdmin: refusesAdmin))
    }

    /// The same for a span.
    public func decide(
        _ token: RawSpan, at wall: WallTime, on route: RouteKind, refusesAdmin: Bool = false
    ) -> Decision {
        token.withUnsafeBytes { decide($0, at: wall, on: route, refusesAdmin: refusesAdmin) }
    }

    private func shortMatches(_ token: UnsafeRawBufferPointer) -> UInt64 {
        guard let base = token.baseAddress, token.count > 0 else { return 0 }
        var presented = SIMD8<UInt64>.zero
        withUnsafeMutableBytes(of: &presented) { block in
            block.baseAddress?.copyMemory(from: base, byteCount: token.count)
        }
        let count = UInt64(truncatingIfNeeded: token.count)
        return content.short.withUnsafeBufferPointer { candidates in
            var matches: UInt64 = 0
            for candidate in candidates { matches |= candidate.match(presented, count: count) }
            return matches
        }
    }

    private func inForce(at wall: WallTime, on route: RouteKind, refusesAdmin: Bool) -> UInt64 {
        var bits = route == .token ? MatchBits.internalToken : 0
        guard !refusesAdmin else { return bits }
        bits |= MatchBits.current
        for index in 0..<AdminKeySlot.maximumOutgoing where wall.nanoseconds < content.ends[index] {
            bits |= MatchBits.outgoing(index)
        }
        return bits
    }
}

extension KeyTable: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(key table)" }
    public var debugDescription: String { "(key table)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

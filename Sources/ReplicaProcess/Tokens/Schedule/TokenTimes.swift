/// When everything happens that is planned with tokens, and to which family: a function of the load, the seed and the time
/// at which it begins, so that every replica knows what the others do without being told.
///
/// Clients stand in so many places, one session each at a time. Sessions are opened in the order of the places, and so are
/// refresh tokens exchanged; that is why the family that stands in a place, and how often its token has been exchanged,
/// can be counted for any time without going through what came before.
package struct TokenTimes: Equatable, Sendable {
    package enum Stream: Int, CaseIterable, Sendable { case open, use, rotate, revoke, makeCode, redeem, replay }

    package let load: TokenLoad
    /// Steady nanoseconds.
    package let begin: UInt64

    /// The first sessions are opened one after the other, at so many a second.
    private static let openingRate: UInt64 = 400
    private static let shortestOpening: UInt64 = 500_000_000
    /// What takes longer than that to be done may find its successor too early.
    static let patience: UInt64 = 300_000_000
    /// A code is redeemed so long after it was made, and replayed at the earliest so long after that.
    static let codeDelay: UInt64 = 200_000_000
    private static let second: UInt64 = 1_000_000_000

    package init(_ load: TokenLoad, begin: UInt64) {
        self.load = load
        self.begin = begin
    }

    private var places: UInt64 { UInt64(max(1, load.sessions)) }
    private var opening: UInt64 { max(Self.shortestOpening, places * Self.second / Self.openingRate) }
    /// From here on everything goes at its rate.
    package var steady: UInt64 { begin + opening + Self.patience }

    func rate(of stream: Stream) -> UInt64 {
        switch stream {
        case .open: UInt64(load.issue)
        case .use: UInt64(load.use)
        case .rotate: UInt64(load.rotate)
        case .revoke: UInt64(load.revoke)
        case .makeCode, .redeem: UInt64(load.redeem)
        case .replay: UInt64(load.replay)
        }
    }

    /// When the one of that index is due; nil when there is none.
    package func time(of stream: Stream, _ index: UInt64) -> UInt64? {
        if stream == .open, index < places { return begin + index * opening / places }
        let rate = rate(of: stream)
        guard rate > 0 else { return nil }
        let place = stream == .open ? index - places : index
        return start(of: stream) + place * Self.second / rate
    }

    /// The index of the first one that is not due before a time.
    func firstIndex(of stream: Stream, from time: UInt64) -> UInt64 {
        if stream == .open, time < steady {
            guard time > begin else { return 0 }
            return min(places, ((time - begin) * places + opening - 1) / opening)
        }
        let before = stream == .open ? places : 0
        let start = start(of: stream)
        guard time > start else { return before }
        return before + Self.count(of: rate(of: stream), in: time - start)
    }

    private func start(of stream: Stream) -> UInt64 { stream == .redeem ? steady + Self.codeDelay : steady }

    /// How many of a rate are due before so much time has passed: rounded up, since the first is due at once. Cut in two, so
    /// that no hour of it overflows.
    private static func count(of rate: UInt64, in time: UInt64) -> UInt64 {
        let (seconds, rest) = time.quotientAndRemainder(dividingBy: second)
        return seconds * rate + (rest * rate + second - 1) / second
    }
}

/// What stands where.
extension TokenTimes {
    /// The session in a place at a time; nil before there is one.
    package func family(in place: UInt64, at time: UInt64) -> UInt32? {
        let opened = firstIndex(of: .open, from: time + 1)
        guard opened > place else { return nil }
        return UInt32(truncatingIfNeeded: place + (opened - 1 - place) / places * places)
    }

    /// How often the refresh token of a session has been exchanged by a time, as planned: not any more when another one
    /// stands in its place.
    package func generation(of family: UInt32, at time: UInt64) -> UInt32 {
        guard load.rotate > 0, let opened = self.time(of: .open, UInt64(family)) else { return 0 }
        let time = min(time, self.time(of: .open, UInt64(family) + places) ?? .max)
        let place = UInt64(family) % places
        let first = firstIndex(of: .rotate, from: opened + Self.patience)
        let next = firstIndex(of: .rotate, from: time)
        guard next > first else { return 0 }
        return UInt32(truncatingIfNeeded: inPlace(place, before: next) - inPlace(place, before: first))
    }

    /// How many exchanges of lower indexes are of that place.
    private func inPlace(_ place: UInt64, before index: UInt64) -> UInt64 {
        index > place ? (index - place - 1) / places + 1 : 0
    }

    /// Everything that is in use at a time: the sessions that stand in their places, with their generations.
    package func standing(at time: UInt64) -> [WatchedFamily] {
        (0..<places).compactMap { place in
            family(in: place, at: time).map { WatchedFamily(family: $0, generation: generation(of: $0, at: time)) }
        }
    }

    /// Sessions that were opened before a time, the latest ones.
    package func opened(before time: UInt64, atMost count: Int) -> Range<UInt32> {
        let end = UInt32(truncatingIfNeeded: firstIndex(of: .open, from: time))
        return end - UInt32(min(count, Int(end)))..<end
    }

    /// Codes that were made before a time, the latest ones.
    package func codes(before time: UInt64, atMost count: Int) -> Range<UInt32> {
        let end = UInt32(truncatingIfNeeded: firstIndex(of: .makeCode, from: time))
        return end - UInt32(min(count, Int(end)))..<end
    }
}

import Credentials
import History

/// Which credentials one replica asks itself about, and when (specs/checking.md, "Probes").
///
/// The plan is a grid of times that lateness does not move: a replica that did not run owes its rounds, and they are
/// counted instead of being made up for, so that a pause shows as a gap and not as a burst of answers after it.
package struct ProbeSchedule: Sendable {
    package struct Settings: Equatable, Sendable {
        /// Nanoseconds between two rounds.
        package var interval: UInt64
        /// The most cold credentials asked in a second: what the machine allows this replica.
        package var coldBudget: Int
        /// The most hot ones asked in a second. Where more are hot they are asked in turn, but for the admin keys in force:
        /// a thousand keys that end in one second, or a hundred that stand for election.
        package var hotBudget: Int

        package init(interval: UInt64, coldBudget: Int = 10_000, hotBudget: Int = 1_000_000) {
            precondition(interval > 0 && coldBudget > 0 && hotBudget > 0, "a probe needs an interval and a budget")
            self.interval = interval
            self.coldBudget = coldBudget
            self.hotBudget = hotBudget
        }
    }

    /// One round: ask about all of these now. Latencies count from `planned`, not from when the round was made.
    package struct Round: Equatable, Sendable {
        package let planned: SteadyTime
        /// Hot ones first; each at most once.
        package let credentials: [CredentialID]
    }

    private struct Standing: Sendable {
        var isKnown = false
        var isAccepted = false
        var isHot = false
        /// Hot for as long as it is accepted: an admin key. Of managed keys there may be thousands.
        var staysHot = true
        var hotUntil = SteadyTime(nanoseconds: 0)

        /// Asked in every round.
        var isInForce: Bool { staysHot && isAccepted }
    }

    /// An end that is known beforehand.
    private struct Boundary: Sendable {
        let heatFrom: SteadyTime
        let credential: CredentialID
    }

    /// How long a credential stays hot after news about it, and how long a cold one may go unasked.
    package static let hotTime: UInt64 = 2_000_000_000
    package static let coldInterval: UInt64 = 1_000_000_000

    package let settings: Settings
    private var standings: [Standing] = []
    private var known: [CredentialID] = []
    private var hot: [CredentialID] = []
    /// The latest first.
    private var boundaries: [Boundary] = []
    private var nextHot = 0
    private var nextCold = 0
    /// When the next round is due; nil before the first and behind the last.
    package private(set) var nextRound: SteadyTime?
    private var owed: UInt32 = 0

    package init(settings: Settings) { self.settings = settings }

    /// The first round is at `now`.
    package mutating func start(at now: SteadyTime) { nextRound = now }

    /// No round is due any more.
    package mutating func stop() { nextRound = nil }

    /// A credential is announced, for the first time or again. One without a number of its own cannot be asked about.
    ///
    /// - Parameters:
    ///   - staysHot: true for an admin key, which is hot for as long as it is accepted.
    ///   - boundary: when its answer will change by itself; it is hot for ``hotTime`` before and behind.
    package mutating func learned(
        _ credential: CredentialID, staysHot: Bool = true, boundary: SteadyTime? = nil, at now: SteadyTime
    ) {
        guard credential != .unnamed else { return }
        let index = Int(credential.number)
        if index >= standings.count {
            standings.append(contentsOf: repeatElement(Standing(), count: index + 1 - standings.count))
        }
        if !standings[index].isKnown {
            standings[index].isKnown = true
            known.append(credential)
        }
        standings[index].staysHot = staysHot
        heat(index, credential, at: now)
        if let boundary { expect(boundary, of: credential) }
    }

    private mutating func expect(_ boundary: SteadyTime, of credential: CredentialID) {
        let begin = boundary.nanoseconds > Self.hotTime ? boundary.nanoseconds - Self.hotTime : 0
        let awaited = Boundary(heatFrom: SteadyTime(nanoseconds: begin), credential: credential)
        let place = boundaries.firstIndex { $0.heatFrom <= awaited.heatFrom } ?? boundaries.count
        boundaries.insert(awaited, at: place)
    }

    /// The answer of the current snapshot changed, or was given for the first time.
    package mutating func verdictChanged(_ credential: CredentialID, isAccepted: Bool, at now: SteadyTime) {
        let index = Int(credential.number)
        guard standings.indices.contains(index), standings[index].isKnown else { return }
        standings[index].isAccepted = isAccepted
        heat(index, credential, at: now)
    }

    /// The round that is due, or nil. Rounds that were missed before it are owed.
    package mutating func due(at now: SteadyTime) -> Round? {
        guard let next = nextRound, next <= now else { return nil }
        let missed = (now.nanoseconds - next.nanoseconds) / settings.interval
        let planned = next.advanced(byNanoseconds: missed * settings.interval)
        nextRound = planned.advanced(byNanoseconds: settings.interval)
        let perRound = hotShare
        owe(missed.multipliedReportingOverflow(by: UInt64(min(hot.count, perRound))).partialValue)
        cool(at: now)
        heatBoundaries(at: now)
        let cold = coldOnes(elapsed: (missed + 1) * settings.interval)
        return Round(planned: planned, credentials: hotOnes(atMost: perRound) + cold)
    }

    /// Hot ones of one round at the most.
    private var hotShare: Int {
        max(1, Int((UInt64(settings.hotBudget) * min(settings.interval, Self.coldInterval)) / Self.coldInterval))
    }

    /// All of them, or those in force and as many others as there is room for, in turn.
    private mutating func hotOnes(atMost share: Int) -> [CredentialID] {
        guard hot.count > share else { return hot }
        var asked = hot.filter { standings[Int($0.number)].isInForce }
        var room = max(1, share - asked.count)
        for _ in hot.indices {
            nextHot = nextHot + 1 < hot.count ? nextHot + 1 : 0
            let credential = hot[nextHot]
            guard !standings[Int(credential.number)].isInForce else { continue }
            asked.append(credential)
            room -= 1
            if room == 0 { break }
        }
        return asked
    }

    private mutating func heatBoundaries(at now: SteadyTime) {
        while let next = boundaries.last, next.heatFrom <= now {
            boundaries.removeLast()
            let end = next.heatFrom.advanced(byNanoseconds: Self.hotTime)
            heat(Int(next.credential.number), next.credential, at: max(end, now))
        }
    }

    /// Probes that were planned and not made since the last call.
    package mutating func takeOwed() -> UInt32 {
        defer { owed = 0 }
        return owed
    }

    private mutating func heat(_ index: Int, _ credential: CredentialID, at now: SteadyTime) {
        let until = now.advanced(byNanoseconds: Self.hotTime)
        standings[index].hotUntil = max(standings[index].hotUntil, until)
        guard !standings[index].isHot else { return }
        standings[index].isHot = true
        hot.append(credential)
    }

    private mutating func cool(at now: SteadyTime) {
        hot.removeAll { credential in
            let index = Int(credential.number)
            let isCold = !standings[index].isInForce && standings[index].hotUntil <= now
            if isCold { standings[index].isHot = false }
            return isCold
        }
    }

    /// The next ones of the ring, as many as bring each one's turn within a second; hot ones are passed over.
    private mutating func coldOnes(elapsed: UInt64) -> [CredentialID] {
        guard hot.count < known.count else { return [] }
        let share = Self.share(of: known.count, elapsed: elapsed)
        let turns = min(share, Self.share(of: settings.coldBudget, elapsed: elapsed))
        owe(UInt64(share - turns))
        var asked: [CredentialID] = []
        for _ in 0..<turns {
            nextCold = nextCold + 1 < known.count ? nextCold + 1 : 0
            if !standings[Int(known[nextCold].number)].isHot { asked.append(known[nextCold]) }
        }
        return asked
    }

    /// What of `perSecond` falls into `elapsed`, rounded up, at most all.
    private static func share(of perSecond: Int, elapsed: UInt64) -> Int {
        let elapsed = min(elapsed, coldInterval)
        return Int((UInt64(perSecond) * elapsed + coldInterval - 1) / coldInterval)
    }

    private mutating func owe(_ count: UInt64) {
        owed = UInt32(min(UInt64(owed) + min(count, UInt64(UInt32.max)), UInt64(UInt32.max)))
    }
}

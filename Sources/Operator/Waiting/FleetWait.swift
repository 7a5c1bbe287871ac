import Credentials
import Stores

/// How long an operator waits, and for whom.
package struct WaitWish: Equatable, Sendable {
    /// Nanoseconds.
    package var limit: UInt64
    package var ignoring: Set<String> = []
    package var atLeast: Int?

    package init(limit: UInt64, ignoring: Set<String> = [], atLeast: Int? = nil) {
        self.limit = limit
        self.ignoring = ignoring
        self.atLeast = atLeast
    }
}

/// How a wait ended, or how it stands.
package struct WaitReport: Equatable, Sendable {
    package var judgement: HoldsJudgement?
    package var standing = Standing.stands
    /// Why the last look failed, if it did.
    package var trouble: OperatorError?
    /// Nanoseconds.
    package var waited: UInt64 = 0
    /// Redis' clock at the last look.
    package var now: WallTime?
    /// Names that were to be ignored and that no entry has: typed wrong, or gone.
    package var unknownNames: [String] = []

    /// Every replica has confirmed, and what they confirmed stands.
    package var isDone: Bool { trouble == nil && standing == .stands && judgement?.isDone == true }

    /// Waiting longer changes nothing.
    var isHopeless: Bool { if case .superseded = standing { true } else { false } }

    package var exitCode: Int32 {
        if isDone { return 0 }
        return judgement == nil && trouble != nil ? trouble?.code.rawValue ?? 1 : 1
    }
}

extension OperatorSession {
    private static let firstPause: UInt64 = 50_000_000
    /// A look takes at most this part of the time, so that a large fleet's entries do not keep Redis busy.
    private static let restsPerLook: UInt64 = 20
    private static let longestPause: UInt64 = 2_000_000_000

    /// Reads who holds what before a change is made: for the floor, and so that nothing is changed when nobody could be
    /// waited for.
    package func readHolds() async throws(OperatorError) -> HoldsReading { try await read { done in holds.read(done) } }

    /// Waits until every replica has confirmed a change, or the time is over; the last look counts.
    ///
    /// - Parameters:
    ///   - madeBy: by when the change was certainly made, if that is known better than "before this call".
    ///   - onLook: told how it stands, after each look.
    package func wait(
        for change: ChangeToConfirm, madeBy: WallTime? = nil, _ wish: WaitWish, onLook: (WaitReport) -> Void = { _ in }
    ) async -> WaitReport {
        let start = loop.now
        var clock = HoldsClock()
        var since = madeBy
        var report = WaitReport()
        while true {
            let began = loop.now
            await look(at: change, &since, wish, &clock, &report)
            report.waited = loop.now - start
            onLook(report)
            if report.isDone || report.isHopeless || report.waited >= wish.limit { return report }
            let pause = min(max(Self.firstPause, (loop.now - began) * Self.restsPerLook), Self.longestPause)
            await loop.sleep(nanoseconds: min(pause, wish.limit - report.waited))
        }
    }

    private func look(
        at change: ChangeToConfirm, _ since: inout WallTime?, _ wish: WaitWish, _ clock: inout HoldsClock,
        _ report: inout WaitReport
    ) async {
        do throws(OperatorError) {
            let reading: HoldsReading = try await lookup { done in holds.read(done) }
            // At the first look it has been made, whatever number it has.
            let made = min(since ?? reading.now, reading.now)
            since = made
            let surely = clock.surely(reading.now, at: SteadyTime(nanoseconds: loop.now))
            let (standing, question) = try await self.standing(of: change, since: made, wish)
            report.judgement = HoldsJudgement(reading, question, surely: surely)
            report.standing = standing
            report.now = reading.now
            report.unknownNames = Self.unknown(wish.ignoring, in: reading)
            report.trouble = nil
        } catch {
            report.trouble = error
        }
    }

    private static func unknown(_ names: Set<String>, in reading: HoldsReading) -> [String] {
        names.subtracting(reading.rows.map { String(decoding: $0.field, as: UTF8.self) }).sorted()
    }
}

extension OperatorSession {
    /// What the entries say before a change is made.
    ///
    /// - Parameter isNeeded: without it a failure to read them is no reason to leave a change undone: then nothing is known
    ///   of higher numbers, and the server's clock alone makes the next one.
    package func holdsBefore(isNeeded: Bool) async throws(OperatorError) -> HoldsReading? {
        if isNeeded { return try await readHolds() }
        switch await once({ done in holds.read(done) }) as Result<HoldsReading, HoldsStoreError> {
        case .success(let reading): return reading
        case .failure: return nil
        }
    }

    /// The machine's clock.
    package var now: WallTime { .system }
}

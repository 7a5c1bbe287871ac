import Testing

@testable import Credentials

/// specs/versions.md section 7: who has confirmed, who is missing, and that it is never "done" too early.
@Suite struct HoldsJudgementTests {
    /// The change is version 1000 and revision 1000, made at 1000.
    private static let target = Entries.version(1000)
    private static let confirmed = Holding.Admin.fenced(target)
    private static let behind = Holding.Admin.fenced(Entries.version(500))

    private func judge(
        _ fields: [(String, HoldsEntry)], now: Int64 = 2000, surely: Int64? = nil, ignoring: Set<String> = [],
        atLeast: Int? = nil, target: HoldsQuestion.Target = .adminKey(target)
    ) -> HoldsJudgement {
        let question = HoldsQuestion(target: target, since: Entries.time(1000), ignoring: ignoring, atLeast: atLeast)
        return HoldsJudgement(
            Entries.reading(now: now, fields), question, surely: Entries.time(surely ?? now))
    }

    private func state(
        _ entry: HoldsEntry, now: Int64 = 2000, surely: Int64? = nil, ignoring: Set<String> = [],
        target: HoldsQuestion.Target = .adminKey(target)
    ) -> HoldsState? {
        judge([("r", entry)], now: now, surely: surely, ignoring: ignoring, target: target).findings.first?.state
    }

    @Test func `done is when every entry has confirmed`() {
        let all = (1...3).map { ("r\($0)", HoldsEntry.of(admin: Self.confirmed, at: 1500)) }
        #expect(judge(all).isDone)
        #expect(judge(all).obstacles.isEmpty && judge(all).entries == 3 && judge(all).safe == 3)
        #expect(!judge(all + [("late", .of(admin: Self.behind, at: 1500))]).isDone)
    }

    @Test func `no entry at all is nobody's confirmation`() {
        #expect(!judge([]).isDone)
    }

    @Test(arguments: [
        (Holding.Admin.fenced(target), HoldsState.confirmed), (.fenced(Entries.version(999)), .pending(.behind)),
        (.fenced(Entries.version(1000, nonce: 0)), .pending(.behind)), (.fenced(nil), .pending(.unread)),
        (.plain, .pending(.plainSlot)), (.unwatched, .unconcerned),
        // A lost rotation may hold the very key that was to end, and is about to be repaired over the change.
        (.fenced(Entries.version(1001)), .pending(.ahead)),
        (.fenced(Entries.version(1000, nonce: 2)), .pending(.ahead)),
    ])
    func `only the version that stands confirms`(_ admin: Holding.Admin, _ state: HoldsState) {
        #expect(self.state(.of(admin: admin, at: 1500)) == state)
    }

    @Test(arguments: [
        (1000 as Int64?, HoldsState.confirmed), (1200, .confirmed), (999, .pending(.behind)), (nil, .unconcerned),
        (1201, .pending(.ahead)),
    ])
    func `a revision confirms from the change on, up to what the store itself says`(
        _ revision: Int64?, _ state: HoldsState
    ) {
        let target = HoldsQuestion.Target.managedKeys(revision: Entries.epoch(1000), stands: Entries.epoch(1200))
        #expect(self.state(.of(keys: revision.map(Entries.epoch), at: 1500), target: target) == state)
    }

    @Test func `a replica that has loaded nothing yet, or is reading everything anew, has confirmed nothing`() {
        let target = HoldsQuestion.Target.managedKeys(revision: Entries.epoch(1000), stands: Entries.epoch(1000))
        #expect(state(.of(keys: .zero, at: 1500), target: target) == .pending(.unread))
    }

    @Test(arguments: [(15_000 as Int64, true), (15_001, false)])
    func `an entry older than 15 s is missing, confirmed or not`(_ age: Int64, _ isHeard: Bool) {
        let (confirmed, behind) = (
            HoldsEntry.of(admin: Self.confirmed, at: 2000), HoldsEntry.of(admin: Self.behind, at: 2000)
        )
        let missing = HoldsState.missing(since: Entries.time(2000))
        #expect(state(confirmed, now: 2000 + age) == (isHeard ? .confirmed : missing))
        #expect(state(behind, now: 2000 + age) == (isHeard ? .pending(.behind) : missing))
    }

    /// The server's clock was set back, or it is another server: who lives writes again within 5 s.
    @Test func `an entry of the future says nothing`() {
        #expect(state(.of(admin: Self.confirmed, at: 2001), now: 2000) == .missing(since: Entries.time(2001)))
        #expect(
            state(.of(admin: Self.confirmed, refuseAfter: 0, at: 900_000), now: 2000)
                == .missing(since: Entries.time(900_000)))
    }

    @Test func `an ignored name excuses a missing replica and nothing else`() {
        let missing = HoldsEntry.of(admin: Self.behind, at: 2000)
        #expect(state(missing, now: 60_000, ignoring: ["r"]) == .ignored(since: Entries.time(2000)))
        #expect(state(missing, now: 60_000, ignoring: ["R"]) == .missing(since: Entries.time(2000)))
        #expect(state(missing, now: 2500, ignoring: ["r"]) == .pending(.behind))
        #expect(judge([("r", missing)], now: 60_000, ignoring: ["r"]).isDone)
    }

    /// Up to 6 s after its last entry it may have read well; from then on it waits its time.
    @Test(arguments: [(2000 as Int64, 18_000 as Int64), (1000, 17_000), (500, 17_000)])
    func `a missing replica refuses when it must have grown stale since its last entry and since the change`(
        _ written: Int64, _ from: Int64
    ) {
        let entry = HoldsEntry.of(admin: Self.behind, refuseAfter: 10_000, at: written)
        #expect(state(entry, now: from + 5000, surely: from - 1) == .missing(since: Entries.time(written)))
        #expect(state(entry, now: from + 5000, surely: from) == .refusing(since: Entries.time(written)))
    }

    @Test func `a replica that is heard of does not refuse, whatever it runs with`() {
        #expect(state(.of(admin: Self.behind, refuseAfter: 0, at: 1999)) == .pending(.behind))
    }

    @Test func `a jump of Redis' clock does not make a replica stale`() {
        let entry = HoldsEntry.of(admin: Self.behind, refuseAfter: 10_000, at: 1900)
        #expect(state(entry, now: 3_600_000, surely: 2500) == .missing(since: Entries.time(1900)))
    }

    @Test(arguments: [(86_400_000 as Int64, false), (86_400_001, true)])
    func `an entry older than 24 h is none`(_ age: Int64, _ isForgotten: Bool) {
        let judgement = judge([("r", .of(admin: Self.confirmed, at: 0))], now: age)
        #expect((judgement.findings.first?.state == .forgotten) == isForgotten)
        #expect(judgement.entries == (isForgotten ? 0 : 1) && !judgement.isDone)
    }

    @Test func `forgotten entries beside a confirmed one are no obstacle`() {
        #expect(
            judge(
                [("old", .of(admin: Self.behind, at: -86_400_001)), ("new", .of(admin: Self.confirmed, at: 1999))]
            ).isDone)
    }

    @Test func `damage is named, never counts, and cannot be ignored away`() {
        let reading = HoldsReading(
            now: Entries.time(2000),
            fields: [
                (name: Array("good".utf8), text: HoldsEntry.of(admin: Self.confirmed, at: 1999).text),
                (name: Array("bad".utf8), text: Array("v=1 rubbish".utf8)),
                (name: Array("new".utf8), text: Array("v=9 x".utf8)), (name: [0xFF], text: []),
            ])
        let question = HoldsQuestion(
            target: .adminKey(Self.target), since: Entries.time(1000), ignoring: ["bad", "new"])
        let judgement = HoldsJudgement(reading, question, surely: reading.now)
        #expect(!judgement.isDone && judgement.safe == 1 && judgement.entries == 4)
        #expect(
            judgement.obstacles.map(\.state) == [.damaged(.damaged), .damaged(.otherVersion), .damaged(.badName)])
        #expect(judgement.obstacles.map(\.row.shownName) == ["bad", "new", "\\xff"])
    }

    @Test(arguments: [(2, true), (3, false)])
    func `so many replicas as are asked for must be known not to accept it`(_ atLeast: Int, _ isDone: Bool) {
        let entries: [(String, HoldsEntry)] = [
            ("a", .of(admin: Self.confirmed, at: 59_000)), ("b", .of(admin: .unwatched, at: 59_000)),
            ("c", .of(admin: Self.behind, at: 1)),
        ]
        #expect(judge(entries, now: 60_000, ignoring: ["c"], atLeast: atLeast).isDone == isDone)
    }
}

@Suite struct HoldsClockTests {
    private func steady(_ milliseconds: UInt64) -> SteadyTime { SteadyTime(nanoseconds: milliseconds * 1_000_000) }

    @Test func `no more time has surely gone by than the observer has seen`() {
        var clock = HoldsClock()
        #expect(clock.surely(Entries.time(0), at: steady(500)) == Entries.time(0))
        #expect(clock.surely(Entries.time(3_600_000), at: steady(1500)) == Entries.time(1000))
        #expect(clock.surely(Entries.time(1200), at: steady(2000)) == Entries.time(1200))
        #expect(clock.surely(Entries.time(-5000), at: steady(2000)) == Entries.time(-5000))
        #expect(clock.surely(Entries.time(100), at: steady(0)) == Entries.time(0))
    }
}

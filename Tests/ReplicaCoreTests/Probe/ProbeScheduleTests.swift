import Credentials
import History
import Testing

@testable import ReplicaCore

struct ProbeScheduleTests {
    static let interval: UInt64 = 10_000_000
    static let second: UInt64 = 1_000_000_000

    @Test func `what was just learned is asked every interval, on a grid that lateness does not move`() throws {
        var schedule = ProbeSchedule(settings: .init(interval: Self.interval))
        schedule.start(at: time(0))
        schedule.learned(CredentialID(0), at: time(0))
        for (now, planned) in [(0, 0), (14_000_000, 10_000_000), (20_000_000, 20_000_000)] as [(UInt64, UInt64)] {
            let round = try dueRound(of: &schedule, at: now)
            #expect(round == .init(planned: time(planned), credentials: [CredentialID(0)]))
            #expect(schedule.due(at: time(now)) == nil)
        }
        #expect(schedule.nextRound == time(30_000_000))
        #expect(schedule.takeOwed() == 0)
    }

    @Test func `missed rounds are owed, counted once, and not made up for`() throws {
        var schedule = ProbeSchedule(settings: .init(interval: Self.interval))
        schedule.start(at: time(0))
        for number in 0..<3 { schedule.learned(CredentialID(UInt32(number)), at: time(0)) }
        _ = schedule.due(at: time(0))
        let round = try dueRound(of: &schedule, at: 57_000_000)
        #expect(round.planned == time(50_000_000))
        #expect(round.credentials.count == 3)
        #expect(schedule.takeOwed() == 4 * 3)
        #expect(schedule.takeOwed() == 0)
    }

    @Test func `a credential is hot for two seconds after news, and for as long as it is accepted`() {
        var schedule = ProbeSchedule(settings: .init(interval: Self.interval))
        schedule.start(at: time(0))
        schedule.learned(CredentialID(0), at: time(0))
        schedule.learned(CredentialID(1), at: time(0))
        schedule.verdictChanged(CredentialID(1), isAccepted: true, at: time(0))
        for number in 2..<50 { schedule.learned(CredentialID(UInt32(number)), at: time(0)) }
        let counts = count(&schedule, rounds: 400)
        #expect(counts[CredentialID(1)] == 400)
        #expect(counts[CredentialID(0), default: 0] < 220)
        schedule.verdictChanged(CredentialID(1), isAccepted: false, at: time(400 * Self.interval))
        #expect(count(&schedule, rounds: 200, from: 400)[CredentialID(1)] == 200)
        #expect(count(&schedule, rounds: 200, from: 600)[CredentialID(1), default: 0] < 10)
    }

    @Test func `an announcement makes a cold credential hot again`() {
        var schedule = ProbeSchedule(settings: .init(interval: Self.interval))
        schedule.start(at: time(0))
        for number in 0..<50 { schedule.learned(CredentialID(UInt32(number)), at: time(0)) }
        _ = count(&schedule, rounds: 300)
        schedule.learned(CredentialID(7), at: time(300 * Self.interval))
        #expect(count(&schedule, rounds: 200, from: 300)[CredentialID(7)] == 200)
    }

    @Test(arguments: [1, 2, 7, 99, 100, 101, 1000])
    func `each cold credential has its turn at least once a second, and no round asks twice`(known: UInt32) throws {
        var schedule = ProbeSchedule(settings: .init(interval: Self.interval))
        schedule.start(at: time(0))
        for number in 0..<known { schedule.learned(CredentialID(number), at: time(0)) }
        _ = count(&schedule, rounds: 300)
        var last: [CredentialID: UInt64] = [:]
        for round in 300..<700 {
            let asked = try dueRound(of: &schedule, at: UInt64(round) * Self.interval).credentials
            #expect(Set(asked).count == asked.count)
            for credential in asked {
                let before = last.updateValue(UInt64(round), forKey: credential) ?? UInt64(round)
                #expect(UInt64(round) - before <= 100)
            }
        }
        #expect(last.count == known)
        #expect(schedule.takeOwed() == 0)
    }

    @Test func `the budget bounds a round, and what it costs is owed`() throws {
        var schedule = ProbeSchedule(settings: .init(interval: Self.interval, coldBudget: 300))
        schedule.start(at: time(0))
        for number in 0..<1_000 { schedule.learned(CredentialID(UInt32(number)), at: time(0)) }
        _ = count(&schedule, rounds: 300)
        _ = schedule.takeOwed()
        let asked = try dueRound(of: &schedule, at: 300 * Self.interval).credentials
        #expect(asked.count == 3)
        #expect(schedule.takeOwed() == 7)
    }

    @Test func `more hot ones than the budget has room for are asked in turn, those in force in every round`() throws {
        var schedule = ProbeSchedule(settings: .init(interval: Self.interval, hotBudget: 1_000))
        schedule.start(at: time(0))
        for number in 0..<101 { schedule.learned(CredentialID(UInt32(number)), at: time(0)) }
        schedule.verdictChanged(CredentialID(100), isAccepted: true, at: time(0))
        let counts = count(&schedule, rounds: 100)
        #expect(counts[CredentialID(100)] == 100)
        #expect(counts.count == 101)
        #expect(counts.filter { $0.key != CredentialID(100) }.allSatisfy { (8...10).contains($0.value) })
        let asked = try dueRound(of: &schedule, at: 100 * Self.interval).credentials
        #expect(asked.count == 10)
        #expect(Set(asked).count == 10)
        #expect(schedule.takeOwed() == 0)
    }

    @Test func `one that may be one of thousands cools while it is accepted, and is hot around its end`() {
        var schedule = ProbeSchedule(settings: .init(interval: Self.interval))
        schedule.start(at: time(0))
        let (key, end) = (CredentialID(0), 10 * Self.second)
        schedule.learned(key, staysHot: false, boundary: time(end), at: time(0))
        schedule.verdictChanged(key, isAccepted: true, at: time(0))
        for number in 1..<50 { schedule.learned(CredentialID(UInt32(number)), staysHot: false, at: time(0)) }
        #expect(count(&schedule, rounds: 200)[key] == 200)
        #expect(count(&schedule, rounds: 500, from: 250)[key, default: 0] < 20)
        #expect(count(&schedule, rounds: 400, from: 801)[key] == 400)
        #expect(count(&schedule, rounds: 200, from: 1_250)[key, default: 0] < 10)
    }

    @Test func `a credential without a number or an announcement is not asked about`() throws {
        var schedule = ProbeSchedule(settings: .init(interval: Self.interval))
        schedule.start(at: time(0))
        schedule.learned(.unnamed, at: time(0))
        schedule.verdictChanged(CredentialID(4), isAccepted: true, at: time(0))
        schedule.verdictChanged(.unnamed, isAccepted: true, at: time(0))
        let asked = try dueRound(of: &schedule, at: 0).credentials
        #expect(asked.isEmpty)
    }

    @Test func `nothing is due behind the stop`() {
        var schedule = ProbeSchedule(settings: .init(interval: Self.interval))
        schedule.start(at: time(0))
        schedule.learned(CredentialID(0), at: time(0))
        schedule.stop()
        #expect(schedule.due(at: time(50)) == nil)
        #expect(schedule.nextRound == nil)
    }

    @Test func `nothing is due before the start`() {
        var schedule = ProbeSchedule(settings: .init(interval: Self.interval))
        #expect(schedule.due(at: time(5)) == nil)
        #expect(schedule.nextRound == nil)
    }

    private func time(_ nanoseconds: UInt64) -> SteadyTime { SteadyTime(nanoseconds: nanoseconds) }

    private struct NothingDue: Error {}

    private func dueRound(of schedule: inout ProbeSchedule, at nanoseconds: UInt64) throws -> ProbeSchedule.Round {
        guard let round = schedule.due(at: time(nanoseconds)) else { throw NothingDue() }
        return round
    }

    private func count(
        _ schedule: inout ProbeSchedule, rounds: Int, from first: Int = 0
    ) -> [CredentialID: Int] {
        var counts: [CredentialID: Int] = [:]
        for round in first..<first + rounds {
            for credential in schedule.due(at: time(UInt64(round) * Self.interval))?.credentials ?? [] {
                counts[credential, default: 0] += 1
            }
        }
        return counts
    }
}

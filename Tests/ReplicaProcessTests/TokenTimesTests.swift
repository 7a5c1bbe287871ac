import Testing

@testable import ReplicaProcess

/// The schedule of tokens: that every replica counts to the same sessions and generations, as if it had gone through
/// everything that came before.
@Suite struct TokenTimesTests {
    static func load(_ change: (inout TokenLoad) -> Void = { _ in }) -> TokenLoad {
        var load = TokenLoad()
        (load.sessions, load.issue, load.use, load.rotate) = (7, 3, 20, 11)
        (load.revoke, load.redeem, load.replay) = (2, 4, 3)
        (load.replicas, load.seed) = (5, 99)
        change(&load)
        return load
    }

    private static let begin: UInt64 = 5_000_000_000_000
    private static let second: UInt64 = 1_000_000_000
    private let times = TokenTimes(load(), begin: begin)

    /// Everything of a stream that is due in the first seconds, one after the other.
    private func everything(of stream: TokenTimes.Stream, seconds: UInt64 = 20) -> [(index: UInt64, time: UInt64)] {
        var all: [(UInt64, UInt64)] = []
        var index: UInt64 = 0
        while let time = times.time(of: stream, index), time < Self.begin + seconds * Self.second {
            all.append((index, time))
            index += 1
        }
        return all
    }

    @Test(arguments: TokenTimes.Stream.allCases)
    func `a stream goes at its rate, in order`(_ stream: TokenTimes.Stream) {
        let all = everything(of: stream)
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.time <= $1.time })
        let steady = all.filter { $0.time >= times.steady + Self.second }
        let span = Self.begin + 20 * Self.second - times.steady - Self.second
        let expected = Double(times.rate(of: stream)) * Double(span) / 1e9
        #expect(abs(Double(steady.count) - expected) <= 1.5)
    }

    @Test(arguments: TokenTimes.Stream.allCases)
    func `the first index from a time on is the first that is not before it`(_ stream: TokenTimes.Stream) {
        for (index, time) in everything(of: stream) {
            #expect(times.firstIndex(of: stream, from: time) == index)
            #expect(times.firstIndex(of: stream, from: time + 1) == index + 1)
        }
        #expect(times.firstIndex(of: stream, from: 0) == 0)
    }

    @Test func `who stands in a place is who was opened there last`() {
        let opened = everything(of: .open)
        for moment in stride(from: Self.begin, to: Self.begin + 20 * Self.second, by: 137_000_000) {
            for place in 0..<UInt64(7) {
                let last = opened.last { $0.time <= moment && $0.index % 7 == place }
                #expect(times.family(in: place, at: moment) == last.map { UInt32($0.index) })
            }
        }
    }

    @Test func `a generation is the number of exchanges that the session has had`() {
        let (opened, exchanged) = (everything(of: .open), everything(of: .rotate))
        for moment in stride(from: times.steady, to: Self.begin + 20 * Self.second, by: 211_000_000) {
            for (index, time) in opened where time <= moment {
                let successor = times.time(of: .open, index + 7) ?? .max
                let count = exchanged.count { each in
                    each.index % 7 == index % 7 && each.time >= time + TokenTimes.patience && each.time < moment
                        && each.time < successor
                }
                #expect(times.generation(of: UInt32(index), at: moment) == UInt32(count))
            }
        }
    }

    @Test func `exchanges of one session count its generations without a hole`() {
        var next: [UInt32: UInt32] = [:]
        for (index, _) in everything(of: .rotate) {
            guard case .rotate(let family, let generation)? = times.task(of: .rotate, index) else { continue }
            #expect(generation == next[family, default: 0])
            next[family] = generation + 1
        }
        #expect(next.values.contains { $0 > 2 })
    }

    @Test func `codes are redeemed after they were made and replayed after they were redeemed`() throws {
        for (index, time) in everything(of: .replay) {
            guard case .replay(let family)? = times.task(of: .replay, index) else { continue }
            let code = UInt64(family - TokenFamilies.firstCode)
            let made = try #require(times.time(of: .makeCode, code))
            let redeemed = try #require(times.time(of: .redeem, code))
            #expect(made < redeemed && redeemed + TokenTimes.patience <= time)
        }
    }

    @Test func `a token is used a second time only after it was exchanged`() {
        var uses = 0
        for (index, time) in everything(of: .replay) {
            guard case .reuse(let family, let generation)? = times.task(of: .replay, index) else { continue }
            uses += 1
            #expect(times.generation(of: family, at: time) > generation)
        }
        #expect(uses > 0)
    }

    @Test func `without a rate nothing comes, and sessions are opened all the same`() {
        let quiet = TokenTimes(
            Self.load { load in
                (load.issue, load.use, load.rotate, load.revoke) = (0, 0, 0, 0)
                (load.redeem, load.replay) = (0, 0)
            }, begin: Self.begin)
        for stream in TokenTimes.Stream.allCases where stream != .open { #expect(quiet.time(of: stream, 0) == nil) }
        #expect(quiet.time(of: .open, 6) != nil)
        #expect(quiet.time(of: .open, 7) == nil)
        #expect(quiet.standing(at: Self.begin + 3600 * Self.second).map(\.family) == [0, 1, 2, 3, 4, 5, 6])
    }

    @Test func `an hour at the highest rate is counted without an overflow`() {
        let fast = TokenTimes(
            Self.load { load in
                (load.issue, load.rotate, load.sessions) = (20_000, 20_000, 100_000)
            }, begin: Self.begin)
        let end = fast.steady + 3600 * Self.second
        #expect(fast.firstIndex(of: .rotate, from: end) == 72_000_000)
        #expect(fast.opened(before: end, atMost: 10) == 72_099_990..<72_100_000)
    }
}

@Suite struct TokenRaceTests {
    @Test(arguments: [(5, 5), (5, 2), (3, 1), (1, 1)] as [(UInt32, UInt32)])
    func `each token is tried by as many as should, and everybody tries some`(_ racers: UInt32, _ each: UInt32) {
        var race = TokenRace(number: 1, .redeem, first: 9, count: 30, racers: racers, each: each, over: 60)
        var tries = [Int](repeating: 0, count: 30)
        for rank in 0..<racers {
            race.rank = rank
            let own = (0..<UInt32(30)).filter(race.isTried)
            #expect(own.count == Int(30 * each / racers))
            for index in own { tries[Int(index)] += 1 }
        }
        #expect(tries.allSatisfy { $0 == Int(each) })
        #expect(race.moment(of: 0) == 0 && race.moment(of: 29) == 58)
    }
}

/// One replica's part of the schedule.
@Suite struct TokenAgendaTests {
    private static let begin: UInt64 = 7_000_000_000
    private static let end = begin + 6_000_000_000
    private let times = TokenTimes(TokenTimesTests.load(), begin: begin)

    /// What a replica does that wakes when it wants to.
    private func tasks(of replica: UInt32, from start: UInt64 = begin) -> [TokenTask] {
        var agenda = TokenAgenda(times, of: replica, from: start)
        var (now, all) = (start, [TokenTask]())
        while now < Self.end {
            let due = agenda.due(at: now)
            #expect(due.owed == 0)
            all += due.tasks
            guard let next = agenda.nextWake(after: now) else { break }
            #expect(next > now)
            now = next
        }
        return all
    }

    @Test func `the replicas share everything out, and each thing is done once`() {
        let done = (1...UInt32(5)).flatMap { tasks(of: $0) }
        var planned: [TokenTask] = []
        for stream in TokenTimes.Stream.allCases {
            for index in 0..<times.firstIndex(of: stream, from: Self.end) {
                times.task(of: stream, index).map { planned.append($0) }
            }
        }
        #expect(done.count == planned.count)
        #expect(planned.allSatisfy(done.contains))
        #expect((1...UInt32(5)).allSatisfy { !tasks(of: $0).isEmpty })
        #expect(tasks(of: 6).isEmpty)
    }

    @Test func `who comes back goes on where the others are`() {
        let late = tasks(of: 2, from: Self.begin + 3_000_000_000)
        #expect(!late.isEmpty)
        #expect(tasks(of: 2).suffix(late.count) == late[...])
    }

    @Test func `what should have been done long ago is owed`() {
        var agenda = TokenAgenda(times, of: 2, from: Self.begin)
        let frozen = agenda.due(at: Self.end)
        #expect(frozen.owed > frozen.tasks.count)
        #expect(frozen.owed + frozen.tasks.count == tasks(of: 2).count + (agenda.due(at: Self.end).tasks.count))
    }
}

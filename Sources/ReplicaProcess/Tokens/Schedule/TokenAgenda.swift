/// What one replica has to do next: its own part of everybody's schedule, from the time on at which it came.
struct TokenAgenda {
    private let times: TokenTimes
    private let replica: UInt32
    /// For each stream, the index of the next one that is this replica's, or of the first one that was not looked at yet.
    private var next: [UInt64]

    /// What is later than this is not done any more: its client has given up.
    static let tooLate: UInt64 = 500_000_000
    /// So far is looked ahead for the next one of ours.
    private static let horizon: UInt64 = 100_000_000

    init(_ times: TokenTimes, of replica: UInt32, from time: UInt64) {
        self.times = times
        self.replica = replica
        next = TokenTimes.Stream.allCases.map { times.firstIndex(of: $0, from: time) }
    }

    /// Everything that is due, and how much was due too long ago.
    mutating func due(at now: UInt64) -> (tasks: [TokenTask], owed: Int) {
        var tasks: [TokenTask] = []
        var owed = 0
        for stream in TokenTimes.Stream.allCases {
            while let time = times.time(of: stream, next[stream.rawValue]), time <= now {
                let index = next[stream.rawValue]
                next[stream.rawValue] += 1
                guard times.doer(of: stream, index) == replica, let task = times.task(of: stream, index) else {
                    continue
                }
                if time + Self.tooLate < now { owed += 1 } else { tasks.append(task) }
            }
        }
        return (tasks, owed)
    }

    /// When to look again: at the next one of ours, or where nobody has looked yet; nil when nothing will come.
    mutating func nextWake(after now: UInt64) -> UInt64? {
        TokenTimes.Stream.allCases.compactMap { stream in nextWake(of: stream, until: now + Self.horizon) }.min()
    }

    private mutating func nextWake(of stream: TokenTimes.Stream, until horizon: UInt64) -> UInt64? {
        while let time = times.time(of: stream, next[stream.rawValue]) {
            guard time < horizon, times.doer(of: stream, next[stream.rawValue]) != replica else { return time }
            next[stream.rawValue] += 1
        }
        return nil
    }
}

import Credentials

@testable import ReplicaCore

/// One reporter with a clock in milliseconds, and everything that it asked for.
struct ReporterStage {
    struct Write: Equatable {
        let at: UInt64
        /// Of the managed keys: what the tests change.
        let revision: UInt64
    }

    var reporter: HoldsReporter
    private(set) var written: [Write] = []
    private(set) var others: [HoldsEffect] = []
    /// Every write is acknowledged as soon as it is asked for.
    var answersAtOnce = true

    init(seed: UInt64 = 1) {
        // A name of three letters is one.
        guard let name = ReplicaName("r-1") else { preconditionFailure("the name is sound") }
        reporter = HoldsReporter(
            settings: HoldsSettings(replica: name, incarnation: 3), holding: Self.holding(0), seed: seed)
    }

    /// With its first entry written at 0.
    static var connected: ReporterStage {
        var stage = ReporterStage()
        stage.hand(.linkUp, at: 0)
        return stage
    }

    static func holding(_ revision: UInt64) -> Holding {
        Holding(admin: .fenced(nil), hasReadAdmin: false, keys: Epoch(revision))
    }

    mutating func holds(_ revision: UInt64, at milliseconds: UInt64) {
        hand(.holds(Self.holding(revision)), at: milliseconds)
    }

    mutating func answer(_ result: Result<HoldsWrite, SlotReadFailure>, at milliseconds: UInt64) {
        hand(.written(result), at: milliseconds)
    }

    mutating func hand(_ input: HoldsInput, at milliseconds: UInt64) {
        let effects = reporter.handle(input, at: SteadyTime(nanoseconds: milliseconds * 1_000_000))
        for effect in effects {
            guard case .write(let claim) = effect else {
                others.append(effect)
                continue
            }
            written.append(Write(at: milliseconds, revision: claim.holding.keys?.number ?? 0))
            if answersAtOnce { hand(.written(.success(.wrote)), at: milliseconds) }
        }
    }

    /// Wakes it whenever it wants to be woken, as a driver does.
    mutating func run(until end: UInt64) {
        while let wake = reporter.nextWake, wake.nanoseconds <= end * 1_000_000 {
            hand(.tick, at: (wake.nanoseconds + 999_999) / 1_000_000)
        }
    }
}

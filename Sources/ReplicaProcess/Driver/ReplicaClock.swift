import CPosix
import Credentials

/// This replica's time: steady time from the kernel; wall time = steady + an offset fixed at the fork + the skew that
/// a step injects. A step of the machine's clock during a run changes nothing.
package struct ReplicaClock: Sendable {
    let wallOffset: Int64
    private var skew: Int64 = 0
    /// Parts per million, counted from `driftsSince`.
    private var drift: Int64 = 0
    private var driftsSince: UInt64 = 0

    package init(wallOffset: Int64) { self.wallOffset = wallOffset }

    package var now: Moment { moment(at: kq_now()) }

    package func moment(at steady: UInt64) -> Moment {
        let wall = Int64(bitPattern: steady) + wallOffset + offset(at: steady)
        return Moment(steady: SteadyTime(nanoseconds: steady), wall: WallTime(nanoseconds: wall))
    }

    /// What a drift has made so far stays when the skew changes.
    mutating func skew(by change: Int64, drift: Int64, at steady: UInt64) {
        skew = offset(at: steady) + change
        self.drift = drift
        driftsSince = steady
    }

    /// When this wall time is, as the clock goes now; the first time of all for what lies before it.
    func steady(of wall: WallTime) -> SteadyTime {
        let offset = wallOffset + offset(at: kq_now())
        return SteadyTime(nanoseconds: UInt64(max(0, wall.nanoseconds - offset)))
    }

    var isDrifting: Bool { drift != 0 }

    func offset(at steady: UInt64) -> Int64 {
        skew + Int64(steady - min(driftsSince, steady)) / 1_000_000 * drift
    }
}

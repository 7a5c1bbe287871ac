import Credentials
import Glibc

/// The machine's wall clock.
public enum SystemClock {
    /// Now, to the nanosecond.
    @Sendable public static func now() -> WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(nanoseconds: Int64(time.tv_sec) * WallTime.second + Int64(time.tv_nsec))
    }
}

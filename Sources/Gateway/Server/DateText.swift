import Credentials
import Glibc
import Synchronization

/// The `Date` of an answer, made once a second.
final class DateText: Sendable {
    private let latest = Mutex((second: Int64.min, text: ""))

    func text(at now: WallTime) -> String {
        let second = now.milliseconds / 1000
        return latest.withLock { latest in
            if latest.second != second { latest = (second, Self.text(ofSecond: second)) }
            return latest.text
        }
    }

    /// RFC 9110: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(ofSecond second: Int64) -> String {
        var time = time_t(second)
        var parts = tm()
        gmtime_r(&time, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = "\(days[Int(parts.tm_wday)]), \(padded(parts.tm_mday)) \(months[Int(parts.tm_mon)])"
        return
            "\(day) \(parts.tm_year + 1900) \(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec)) GMT"
    }

    private static func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

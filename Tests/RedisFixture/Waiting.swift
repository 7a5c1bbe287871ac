import Glibc

/// `CLOCK_MONOTONIC` in nanoseconds.
func monotonicNow() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Asks for a condition again and again until it holds; blocks this thread, and throws when it takes too long.
package func waitUntil(
    _ what: String, within seconds: UInt64 = 10, every milliseconds: Int32 = 2, _ isTrue: () throws -> Bool
) throws {
    let deadline = monotonicNow() + seconds * 1_000_000_000
    while try !isTrue() {
        guard monotonicNow() < deadline else { throw FixtureError("not within \(seconds) s: \(what)") }
        poll(nil, 0, milliseconds)
    }
}

import RedisLink

extension EventLoop {
    /// Waits on the loop until the condition holds; an error at the deadline says what did not come.
    package func until(_ what: String, within seconds: UInt64 = 20, _ isTrue: () async throws -> Bool) async throws {
        let deadline = now + seconds * 1_000_000_000
        while try await !isTrue() {
            guard now < deadline else { throw FixtureError("not within \(seconds) s: \(what)") }
            await sleep(nanoseconds: 500_000)
        }
    }
}

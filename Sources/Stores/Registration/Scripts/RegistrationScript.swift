import RedisLink

/// One Lua script of the registrations, for Redis 7.0.
///
/// Its keys are the row, the lease, the list of losers, the last fencing number, the last rows and a tombstone; its first
/// two arguments the encoded key and the channel. Each looks at everything first, takes the time from Redis, and only then writes.
struct RegistrationScript: Sendable {
    let script: RedisScript
    private static let shared = StoreLua.prelude(on: "the registrations") + prelude + rowPrelude

    init(named name: String, _ body: String) {
        script = RedisScript(name: name, source: Self.shared + body)
    }
}

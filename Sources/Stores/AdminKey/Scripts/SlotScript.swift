import RedisLink

/// One Lua script of the slot, for Redis 7.0: its keys are the slot and its log.
///
/// Each looks at everything first, takes the time from Redis, and only then writes.
struct SlotScript: Sendable {
    let script: RedisScript

    init(named name: String, fenced body: String) {
        script = RedisScript(name: name, source: Self.prelude + Self.fencedPrelude + body)
    }

    init(named name: String, plain body: String) {
        script = RedisScript(name: name, source: Self.prelude + body)
    }
}

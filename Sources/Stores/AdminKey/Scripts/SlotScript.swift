import RedisLink

/// One Lua script of the slot, for Redis 7.0: its keys are the slot and its log.
///
/// Each looks at everything first, takes the time from Redis, and only then writes.
struct SlotScript: Sendable {
    let script: RedisScript
    private static let shared = StoreLua.prelude(on: "the slot") + prelude

    init(named name: String, fenced body: String) {
        script = RedisScript(name: name, source: Self.shared + Self.fencedPrelude + body)
    }

    init(named name: String, plain body: String) {
        script = RedisScript(name: name, source: Self.shared + body)
    }
}

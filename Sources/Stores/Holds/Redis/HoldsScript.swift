import Credentials
import RedisLink

/// One Lua script of the holdings, for Redis 7.0; its key is the hash.
enum HoldsScript {
    /// Writes an entry.
    ///
    /// `allow-oom`: the entry takes the place of one of the same size, and a replica that can read but not say so would
    /// look dead while it is not. An expiry that somebody set would take away the entries of replicas that are cut off,
    /// and with them the reason to wait.
    /// Arguments: field, the text up to the time, incarnation. Answers nothing, or the incarnation that stands.
    static let write = RedisScript(
        name: "write-holds",
        source: prelude(flags: " flags=allow-oom")
            + #"""
            local field, front, incarnation = unpack(ARGV)
            local refusal = forbidden({ { 'TIME' }, { 'HGET', holds, '' }, { 'HSET', holds, '', '' },
              { 'PERSIST', holds } })
            if refusal then return refusal end
            local stands = incarnation_of(redis.call('HGET', holds, field))
            if stands > tonumber(incarnation) then return string.format('%.0f', stands) end
            local clock = redis.call('TIME')
            local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
            redis.call('HSET', holds, field, front .. ' time=' .. string.format('%.0f', now))
            redis.call('PERSIST', holds)
            return ''
            """#)

    /// Takes an entry away.
    ///
    /// Arguments: field, incarnation.
    static let remove = RedisScript(
        name: "remove-holds",
        source: prelude(flags: "")
            + #"""
            local field, incarnation = unpack(ARGV)
            local refusal = forbidden({ { 'HGET', holds, '' }, { 'HDEL', holds, '' } })
            if refusal then return refusal end
            if incarnation_of(redis.call('HGET', holds, field)) > tonumber(incarnation) then return 0 end
            return redis.call('HDEL', holds, field)
            """#)

    /// Takes away what is older than 24 h; what is no entry has no age, and stays.
    static let prune = RedisScript(
        name: "prune-holds",
        source: prelude(flags: "")
            + #"""
            local refusal = forbidden({ { 'TIME' }, { 'HGETALL', holds }, { 'HDEL', holds, '' } })
            if refusal then return refusal end
            local clock = redis.call('TIME')
            local oldest = clock[1] * 1000 + math.floor(clock[2] / 1000) - \#(HoldsRules.forgottenAfter)
            local pruned = 0
            local all = redis.call('HGETALL', holds)
            for i = 1, #all, 2 do
              local time = all[i + 1]:match(entry) and tonumber(all[i + 1]:match(' time=(%d+)$'))
              if time and time < oldest then pruned = pruned + redis.call('HDEL', holds, all[i]) end
            end
            return pruned
            """#)

    /// How an entry is known, and the permissions.
    private static func prelude(flags: String) -> String {
        "#!lua\(flags)\n" + #"""
            local holds = KEYS[1]
            local entry = '^v=1 incarnation=(%d+) admin=[%w:]+ read=%a+ keys=%w+ refuse%-after=%w+ time=%d+$'

            -- Of no entry, or a damaged one, less than any.
            local function incarnation_of(text)
              local digits = text and text:match(entry)
              return digits and #digits <= 10 and tonumber(digits) or -1
            end

            """# + StoreLua.permissions(on: "the holdings")
    }
}

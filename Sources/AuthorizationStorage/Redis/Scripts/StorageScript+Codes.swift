extension StorageScript {
    /// Keeps a session under a key of its own: a code, or a proof key.
    static let keepSession = make(
        "keep-session",
        #"""
        local session, client, value, ttl = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
        local refusal = forbidden({'SET', session, ''}, {'PEXPIRE', client, '1'})
        if refusal then return refusal end
        redis.call('SET', session, value, 'PX', ttl)
        keep(client, tonumber(ttl))
        return redis.status_reply('done')
        """#)

    /// Marks a code as used, and makes it last as long as the mark.
    static let useCode = make(
        "use-code",
        useCodePrelude + #"""
            if redis.call('EXISTS', code) == 0 then return redis.status_reply('missing') end
            return use() or redis.status_reply('done')
            """#)

    /// Uses a code: the first one gets it, all others learn that they are not the first.
    static let redeemCode = make(
        "redeem-code",
        useCodePrelude + #"""
            local value = redis.call('GET', code)
            if not value then return redis.status_reply('missing') end
            if redis.call('EXISTS', used) == 1 then return {'used', value} end
            return use() or {'redeemed', value}
            """#)

    private static let useCodePrelude = #"""
        local code, used, ttl = KEYS[1], KEYS[2], ARGV[1]

        local function use()
          local refusal = forbidden({'SET', used, ''}, {'PEXPIRE', code, '1'})
          if refusal then return refusal end
          redis.call('SET', used, '1', 'PX', ttl)
          redis.call('PEXPIRE', code, ttl)
        end

        """#
}

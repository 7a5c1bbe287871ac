extension StorageScript {
    /// Keeps a session under a key of its own: a code, or a proof key.
    static let keepSession = make(
        "keep-session",
        #"""
        local session, client, value, ttl = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
        local left = redis.call('PTTL', client)
        local refusal = forbidden({'SET', session, ''}, {'PEXPIRE', client, '1'})
        if refusal then return refusal end
        redis.call('SET', session, value, 'PX', ttl)
        keep(client, left, tonumber(ttl))
        return redis.status_reply('done')
        """#)

    /// Marks a code as used, and makes it and its client last as long as the mark.
    static let useCode = make(
        "use-code",
        useCodePrelude + #"""
            local value = redis.call('GET', code)
            if not value then return redis.status_reply('missing') end
            return use(value) or redis.status_reply('done')
            """#)

    /// Uses a code: the first one gets it, all others learn that they are not the first.
    static let redeemCode = make(
        "redeem-code",
        useCodePrelude + #"""
            local value = redis.call('GET', code)
            if not value then return redis.status_reply('missing') end
            if redis.call('EXISTS', used) == 1 then return {'used', value} end
            return use(value) or {'redeemed', value}
            """#)

    private static let useCodePrelude = #"""
        local code, used, ttl, clients = KEYS[1], KEYS[2], ARGV[1], ARGV[2]

        -- The client stays too: without it nobody could read the session of a replay.
        local function use(value)
          if not field(value, 'request_id') then return redis.status_reply('malformed') end
          local client = clients .. (field(value, 'client_id') or '')
          local left = redis.call('PTTL', client)
          local refusal = forbidden({'SET', used, ''}, {'PEXPIRE', code, '1'}, {'PEXPIRE', client, '1'})
          if refusal then return refusal end
          redis.call('SET', used, '1', 'PX', ttl)
          redis.call('PEXPIRE', code, ttl)
          keep(client, left, tonumber(ttl))
        end

        """#
}

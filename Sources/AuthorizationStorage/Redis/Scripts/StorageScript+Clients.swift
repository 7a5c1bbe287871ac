extension StorageScript {
    /// Registers a client. One that can end keeps a longer life that a session has given it.
    static let registerClient = make(
        "register-client",
        #"""
        local client, value, ttl = KEYS[1], ARGV[1], tonumber(ARGV[2])
        local left = redis.call('PTTL', client)
        local refusal = forbidden({'SET', client, ''})
        if refusal then return refusal end
        if ttl == 0 then
          redis.call('SET', client, value)
        else
          redis.call('SET', client, value, 'PX', math.max(ttl, left))
        end
        return redis.status_reply('done')
        """#)
}

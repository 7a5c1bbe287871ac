extension StorageScript {
    /// Links an identity to a user who exists, and puts it into the user's index.
    static let createIdentity = make(
        "create-identity",
        #"""
        local identity, user, index, value = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
        if redis.call('EXISTS', user) == 0 then return redis.status_reply('missing') end
        if redis.call('EXISTS', identity) == 1 then return redis.status_reply('exists') end
        redis.call('SCARD', index)
        local refusal = forbidden({'SET', identity, ''}, {'PTTL', index}, {'SADD', index, ''}, {'PERSIST', index})
        if refusal then return refusal end
        redis.call('SET', identity, value)
        join(index, identity, 0)
        return redis.status_reply('done')
        """#)

    /// Says when an identity was last used; an earlier time changes nothing. The document has no list and no large
    /// number in it, which is why it may be written anew here.
    static let useIdentity = make(
        "use-identity",
        #"""
        local identity, time = KEYS[1], tonumber(ARGV[1])
        local value = redis.call('GET', identity)
        if not value then return redis.status_reply('missing') end
        local is_json, fields = pcall(cjson.decode, value)
        if not is_json or type(fields) ~= 'table' or type(fields.user_id) ~= 'string' then
          return redis.status_reply('malformed')
        end
        if type(fields.last_used_at) == 'number' and fields.last_used_at >= time then
          return redis.status_reply('done')
        end
        local refusal = forbidden({'SET', identity, ''})
        if refusal then return refusal end
        fields.last_used_at = time
        redis.call('SET', identity, cjson.encode(fields), 'KEEPTTL')
        return redis.status_reply('done')
        """#)
}

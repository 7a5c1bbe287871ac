extension StorageScript {
    /// Stores a token and puts it into the index of its family, unless the family was revoked; drops members of the index
    /// that have ended.
    static let createToken = make(
        "create-token",
        #"""
        local token, index, revoked, client = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
        local value, ttl, signature, indexes = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
        if redis.call('EXISTS', revoked) == 1 then return redis.status_reply('revoked') end
        local ended = gone(index, '', token:sub(1, #token - #signature), signature)
        redis.call('SCARD', index)
        local old = redis.call('GET', token)
        local left = redis.call('PTTL', client)
        local refusal = forbidden(
          {'SET', token, ''}, {'PTTL', index}, {'SADD', index, ''}, {'SREM', index, ''}, {'PEXPIRE', index, '1'},
          {'PERSIST', index}, {'PEXPIRE', client, '1'})
        if refusal then return refusal end
        redis.call('SET', token, value, 'PX', ARGV[2])
        join(index, signature, ttl)
        keep(client, left, ttl)
        local family = field(old, 'request_id')
        if family and indexes .. family ~= index then redis.pcall('SREM', indexes .. family, signature) end
        drop(index, ended)
        return redis.status_reply('done')
        """#)

    /// Deletes a token and takes it out of the index of its family.
    static let deleteToken = make(
        "delete-token",
        #"""
        local token, signature, indexes = KEYS[1], ARGV[1], ARGV[2]
        local value = redis.call('GET', token)
        if not value then return redis.status_reply('missing') end
        local refusal = forbidden({'DEL', token}, {'SREM', indexes, ''})
        if refusal then return refusal end
        redis.call('DEL', token)
        local family = field(value, 'request_id')
        if family then redis.pcall('SREM', indexes .. family, signature) end
        return redis.status_reply('done')
        """#)

    /// Deletes all tokens of one kind of a family.
    static let revokeTokens = make(
        "revoke-tokens",
        #"""
        local index, tokens = KEYS[1], ARGV[1]
        local signatures = redis.call('SMEMBERS', index)
        local refusal = forbidden({'DEL', index}, {'DEL', tokens})
        if refusal then return refusal end
        for _, signature in ipairs(signatures) do redis.call('DEL', tokens .. signature) end
        redis.call('DEL', index)
        return redis.status_reply('done')
        """#)

    /// Deletes all tokens of a family and marks it, so that none is added later.
    static let revokeFamily = make(
        "revoke-family",
        familyPrelude + #"""
            return end_family(family) or redis.status_reply('done')
            """#)

    /// Exchanges a refresh token: the first one gets its session, a repeat of the same attempt gets it again for a
    /// moment, everybody else ends the family.
    static let rotateToken = make(
        "rotate-token",
        familyPrelude + #"""
            local token, mark, result = KEYS[1], KEYS[2], KEYS[3]
            local signature, attempt, window, longest = ARGV[8], ARGV[9], ARGV[10], ARGV[11]

            if redis.call('EXISTS', revoked_marks .. family) == 1 then return redis.status_reply('revoked') end
            local value = redis.call('GET', token)
            if not value then
              local marked = redis.call('GET', mark)
              if not marked then return redis.status_reply('missing') end
              local owner = marked:sub(33)
              if owner == family and marked:sub(1, 32) == attempt then
                local same = redis.call('GET', result)
                if same then return {'rotated', same} end
              end
              return end_family(owner) or {'reused', owner}
            end

            local owner = field(value, 'request_id')
            if not owner then return redis.status_reply('malformed') end
            if owner ~= family then return redis.status_reply('missing') end
            local index, others = refresh_indexes .. family, access_indexes .. family
            redis.call('SCARD', index)
            local signatures = redis.call('SMEMBERS', others)
            local refusal = forbidden(
              {'SET', mark, ''}, {'SET', result, ''}, {'DEL', token}, {'SREM', index, ''}, {'DEL', others},
              {'DEL', access_tokens})
            if refusal then return refusal end
            local left = redis.call('PTTL', token)
            redis.call('SET', mark, attempt .. family, 'PX', left > 0 and left or longest)
            redis.call('SET', result, value, 'PX', window)
            redis.call('DEL', token)
            redis.call('SREM', index, signature)
            for _, other in ipairs(signatures) do redis.call('DEL', access_tokens .. other) end
            redis.call('DEL', others)
            return {'rotated', value}
            """#)

    /// The family that is asked about, and what keys of families begin with.
    private static let familyPrelude = #"""
        local family, revoked_marks, revoked_ttl = ARGV[1], ARGV[2], ARGV[3]
        local access_indexes, access_tokens = ARGV[4], ARGV[5]
        local refresh_indexes, refresh_tokens = ARGV[6], ARGV[7]

        local function end_family(family)
          local access, refresh = access_indexes .. family, refresh_indexes .. family
          local kinds = {
            { access, access_tokens, redis.call('SMEMBERS', access) },
            { refresh, refresh_tokens, redis.call('SMEMBERS', refresh) },
          }
          local refusal = forbidden(
            {'SET', revoked_marks .. family, ''}, {'DEL', access}, {'DEL', access_tokens}, {'DEL', refresh},
            {'DEL', refresh_tokens})
          if refusal then return refusal end
          redis.call('SET', revoked_marks .. family, '1', 'PX', revoked_ttl)
          for _, kind in ipairs(kinds) do
            for _, signature in ipairs(kind[3]) do redis.call('DEL', kind[2] .. signature) end
            redis.call('DEL', kind[1])
          end
        end

        """#
}

extension StorageScript {
    /// Puts a row in place of the one that is there, and into the indexes of its session and its user.
    static let storeUpstream = make(
        "store-upstream",
        upstreamPrelude + #"""
            local row_key, index, value, ttl, user = KEYS[1], KEYS[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
            local old = redis.call('GET', row_key)
            local was_endless = redis.call('PTTL', row_key) == -1
            local old_user = field(old, 'user_id') or ''
            redis.call('SCARD', index)
            if user ~= '' then redis.call('SCARD', user_indexes .. user) end
            if old_user ~= '' then redis.call('SCARD', user_indexes .. old_user) end
            local refusal = forbidden({'SET', row_key, ''}, unpack(indexing(index)))
            if refusal then return refusal end

            if ttl == 0 then
              redis.call('SET', row_key, value)
            else
              redis.call('SET', row_key, value, 'PX', ARGV[4])
            end
            local function enter(set)
              join(set, row_key, ttl)
              if was_endless and ttl ~= 0 then settle(set, rows) end
            end
            enter(index)
            if old_user ~= '' and old_user ~= user then leave(user_indexes .. old_user, row_key, was_endless) end
            if user ~= '' then enter(user_indexes .. user) end
            return redis.status_reply('done')
            """#)

    /// Deletes all rows of a session. Members of its index that do not begin as its rows do are counted and left alone;
    /// an index with nothing else stays.
    static let deleteUpstreamSession = make(
        "delete-upstream-session",
        upstreamPrelude + #"""
            local index, start = KEYS[1], ARGV[3]
            local ours, foreign = {}, 0
            for _, member in ipairs(redis.call('SMEMBERS', index)) do
              if begins(member, start) then ours[#ours + 1] = member else foreign = foreign + 1 end
            end
            if #ours == 0 then return {'missing', tostring(foreign)} end
            local refusal = forbidden({'DEL', index}, {'DEL', start}, {'GET', start}, unpack(indexing(index)))
            if refusal then return refusal end
            for _, key in ipairs(ours) do delete_row(key) end
            redis.call('DEL', index)
            return {'done', tostring(foreign)}
            """#)

    /// Deletes one row.
    static let deleteUpstreamRow = make(
        "delete-upstream-row",
        upstreamPrelude + #"""
            local row_key, index = KEYS[1], KEYS[2]
            redis.call('SCARD', index)
            local refusal = forbidden({'DEL', row_key}, {'GET', row_key}, unpack(indexing(index)))
            if refusal then return refusal end
            local was_endless = delete_row(row_key)
            leave(index, row_key, was_endless)
            return redis.status_reply('done')
            """#)

    /// Deletes a user with all identities and upstream rows that are the user's.
    static let deleteUser = make(
        "delete-user",
        upstreamPrelude + #"""
            local user, upstream, providers = KEYS[1], KEYS[2], KEYS[3]
            local id, identities, sessions = ARGV[3], ARGV[4], ARGV[5]
            if redis.call('EXISTS', user) == 0 then return redis.status_reply('missing') end
            local row_keys = redis.call('SMEMBERS', upstream)
            local identity_keys = redis.call('SMEMBERS', providers)
            local refusal = forbidden(
              {'DEL', user}, {'DEL', identities}, {'GET', identities}, {'DEL', rows}, {'GET', rows},
              unpack(indexing(upstream)))
            if refusal then return refusal end

            -- A row that cannot be read is the user's, since the user's index names it; a tombstone is nobody's.
            local function is_anothers(key)
              local value = row(key)
              if value == 'null' then return true end
              local owner = field(value, 'user_id')
              return owner and owner ~= id
            end
            for _, key in ipairs(identity_keys) do
              if begins(key, identities) and not is_anothers(key) then redis.call('DEL', key) end
            end
            for _, key in ipairs(row_keys) do
              if begins(key, rows) and not is_anothers(key) then
                local was_endless = delete_row(key)
                local digits = key:sub(#rows + 1):match('^(%d+):')
                if digits then
                  local first = #rows + #digits + 2
                  leave(sessions .. key:sub(first, first + tonumber(digits) - 1), key, was_endless)
                end
              end
            end
            redis.call('DEL', user, upstream, providers)
            return redis.status_reply('done')
            """#)

    /// What keys of upstream rows, and of the indexes of users, begin with; how a row leaves its indexes.
    private static let upstreamPrelude = #"""
        local rows, user_indexes = ARGV[1], ARGV[2]

        -- What is done to an index, and asked of it and its members in between: a question that is refused halfway
        -- leaves half of the step behind, just as a write does.
        local function indexing(index)
          local list = { {'PTTL', rows} }
          for _, set in ipairs({index, user_indexes}) do
            for _, command in ipairs({
              {'TYPE', set}, {'PTTL', set}, {'SMEMBERS', set}, {'SADD', set, ''}, {'SREM', set, ''}, {'PERSIST', set},
              {'PEXPIRE', set, '1'},
            }) do list[#list + 1] = command end
          end
          return list
        end

        -- An index of a wrong type holds nothing of ours.
        local function leave(index, key, was_endless)
          if redis.call('TYPE', index).ok ~= 'set' then return end
          redis.call('SREM', index, key)
          if was_endless then settle(index, rows) end
        end

        -- Deletes a row, whatever it is, and takes it out of its user's index; says whether it had no end.
        local function delete_row(key)
          local user = field(row(key), 'user_id') or ''
          local was_endless = redis.call('PTTL', key) == -1
          redis.call('DEL', key)
          if user ~= '' then leave(user_indexes .. user, key, was_endless) end
          return was_endless
        end

        """#
}

import RedisLink

/// One Lua script of the storage, for Redis 7.0.
///
/// Each looks at all its keys first, so that a wrong type ends it while nothing is written, then asks whether its
/// caller may do what it is about to do, and only then writes.
enum StorageScript {
    static func make(_ name: String, _ body: String) -> RedisScript { RedisScript(name: name, source: prelude + body) }

    /// The first line makes Redis refuse the whole script with READONLY, NOREPLICAS or OOM before it runs.
    static let prelude = #"""
        #!lua
        -- What the caller may not do; what to answer then, or nil.
        local function forbidden(...)
          for _, command in ipairs({...}) do
            if not redis.acl_check_cmd(unpack(command)) then
              return redis.error_reply('NOPERM this user may not run ' .. command[1] .. ' on the storage')
            end
          end
        end

        -- A text of a document, nil for what has none.
        local function field(document, name)
          if not document then return nil end
          local is_json, fields = pcall(cjson.decode, document)
          if is_json and type(fields) == 'table' and type(fields[name]) == 'string' then return fields[name] end
        end

        -- A row that may be of any type: nil for one that is no string.
        local function row(key)
          local value = redis.pcall('GET', key)
          if type(value) == 'string' then return value end
        end

        local function begins(text, start) return text:sub(1, #start) == start end

        -- Makes an index last as long as its longest member, and drops members that are gone; a member that does not
        -- begin as they must is somebody else's and stays.
        local function settle(index, start)
          local longest = -2
          for _, member in ipairs(redis.call('SMEMBERS', index)) do
            if begins(member, start) then
              local left = redis.call('PTTL', member)
              if left == -2 then
                redis.call('SREM', index, member)
              elseif left == -1 or longest == -1 then
                longest = -1
              elseif left > longest then
                longest = left
              end
            end
          end
          if longest == -1 then
            redis.call('PERSIST', index)
          elseif longest >= 0 then
            redis.call('PEXPIRE', index, math.max(1, longest))
          end
        end

        -- Adds a member that lives for so many milliseconds, 0 for ever. How long the index lives is asked before the
        -- add: afterwards a fresh index looks like one without an end.
        local function join(index, member, ttl)
          local left = redis.call('PTTL', index)
          redis.call('SADD', index, member)
          if ttl == 0 then
            if left >= 0 then redis.call('PERSIST', index) end
          elseif left == -2 or (left >= 0 and left < ttl) then
            redis.call('PEXPIRE', index, ttl)
          end
        end

        -- A client that can end lives at least as long as a session that needs it; `left` is its PTTL, asked for before
        -- the first write.
        local function keep(client, left, ttl)
          if left >= 0 and left < ttl then redis.call('PEXPIRE', client, ttl) end
        end

        """#
}

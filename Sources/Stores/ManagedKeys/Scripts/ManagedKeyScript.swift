import RedisLink

/// One Lua script of the managed keys, for Redis 7.0: its keys are the five of ``ManagedKeyNames``.
///
/// Each looks at everything first, takes the time from Redis, and only then writes, all of it in one step.
struct ManagedKeyScript: Sendable {
    let script: RedisScript

    init(named name: String, _ body: String) {
        script = RedisScript(name: name, source: StoreLua.prelude(on: "the managed keys") + Self.prelude + body)
    }

    /// How a row is read, and how one is written.
    private static let prelude = #"""
        local records, hashes, changes, log, revision_key = unpack(KEYS)
        local channel = records .. ':push'

        local kinds = { [records] = 'hash', [hashes] = 'hash', [changes] = 'zset', [log] = 'zset',
          [revision_key] = 'string' }

        -- Nil when every name is free or of its type.
        local function damage()
          for key, expected in pairs(kinds) do
            local kind = kind_of(key)
            if kind ~= 'none' and kind ~= expected then return { 'store-damaged', '' } end
          end
        end

        -- What keeps a script from even looking.
        local function unseen()
          return forbidden({ { 'TYPE', records }, { 'HGET', records, '' }, { 'HEXISTS', hashes, '' },
            { 'GET', revision_key }, { 'ZREVRANGEBYSCORE', changes, '0', '0' } }) or damage()
        end

        -- What would make a write fail halfway.
        local function obstacle()
          return forbidden({ { 'HSET', records, '', '' }, { 'HSET', hashes, '', '' }, { 'ZADD', changes, '0', '' },
            { 'ZADD', log, '0', '' }, { 'ZREMRANGEBYRANK', log, '0', '0' }, { 'SET', revision_key, '' },
            { 'PERSIST', records }, { 'PUBLISH', channel, '' } })
        end

        -- The highest revision that stands, by the number itself and by the index, poisoned ones left out.
        local function stored_revision()
          local stored = epoch(redis.call('GET', revision_key) or '') or 0
          if stored > furthest then stored = 0 end
          local top = redis.call('ZREVRANGEBYSCORE', changes, decimal(furthest), '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
          return math.max(stored, epoch(top[2]) or 0)
        end

        -- The members of a row in their order. A row is sound when it is exactly what these write.
        local members = { 'v', 'id', 'secret_hash', 'redacted_value', 'name', 'description', 'user_path', 'expires_at',
          'created_at', 'enabled', 'deactivated_at', 'updated_at', 'revision' }
        local is_number = { v = true, expires_at = true, created_at = true, deactivated_at = true, updated_at = true,
          revision = true }

        local function quoted(text)
          text = text:gsub('["\\]', '\\%0')
          return '"' .. text:gsub('[%z\1-\31]', function(c) return string.format('\\u%04x', c:byte()) end) .. '"'
        end

        -- Not by cjson, which keeps 14 digits and chooses its own escapes. Nil for what is no record.
        local function row_of(record)
          local parts = {}
          for _, name in ipairs(members) do
            local value = record[name]
            local text
            if name == 'enabled' then
              text = type(value) == 'boolean' and tostring(value)
            elseif is_number[name] then
              text = type(value) == 'number' and value > 0 and value < 1e14 and decimal(value)
            else
              text = type(value) == 'string' and value ~= '' and quoted(value)
            end
            local may_lack = name == 'description' or name == 'user_path' or name == 'expires_at'
              or name == 'deactivated_at'
            if text then
              parts[#parts + 1] = '"' .. name .. '":' .. text
            elseif value ~= nil or not may_lack then
              return nil
            end
          end
          if record.enabled ~= (record.deactivated_at == nil) then return nil end
          return '{' .. table.concat(parts, ',') .. '}'
        end

        -- What stands under an id, decoded as a whole before anything is written.
        local function standing(id)
          local row = redis.call('HGET', records, id)
          if not row then return { verdict = 'unknown' } end
          local version = row:match('^{"v":([1-9]%d*)')
          if version and version ~= '1' then return { verdict = 'other-version' } end
          local is_json, record = pcall(cjson.decode, row)
          if not is_json or type(record) ~= 'table' or row_of(record) ~= row or record.id ~= id
            or #record.secret_hash ~= 64 then return { verdict = 'damaged' } end
          return { verdict = record.enabled and 'alive' or 'dead', row = row, record = record }
        end

        -- Somebody's expiry would outlive HSET and take everything away.
        local function write(record, floor)
          local stored = stored_revision()
          record.revision = next_epoch(stored, floor)
          local id, row, number = record.id, row_of(record), decimal(record.revision)
          redis.call('HSET', records, id, row)
          redis.call('HSET', hashes, record.secret_hash, id)
          redis.call('ZADD', changes, number, id)
          redis.call('ZADD', log, number, number .. ' ' .. id)
          redis.call('ZREMRANGEBYRANK', log, 0, -\#(ManagedKeyNames.longestLog + 1))
          redis.call('SET', revision_key, number)
          for _, key in ipairs({ records, hashes, changes, log }) do redis.call('PERSIST', key) end
          local shown = #row <= \#(ManagedKeyMessageCap.bytes) and row or ''
          redis.call('PUBLISH', channel, decimal(stored) .. '\t' .. number .. '\t' .. shown)
          return { 'wrote', row }
        end

        """#
}

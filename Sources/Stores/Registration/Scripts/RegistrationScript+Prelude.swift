extension RegistrationScript {
    /// The names, and what is done about one that holds something else.
    static let prelude = #"""
        local row, lease, losers, fence, last, tombstone = unpack(KEYS)
        local key, channel = ARGV[1], ARGV[2]

        -- A name of ours that holds another type would make a write fail halfway: it goes first.
        local function heal()
          local kinds = { [lease] = 'string', [losers] = 'hash', [fence] = 'string', [last] = 'hash' }
          for name, kind in pairs(kinds) do
            local stands = kind_of(name)
            if stands ~= 'none' and stands ~= kind then redis.call('DEL', name) end
          end
        end

        """#

    /// The row, decoded as a whole before anything is written, and how one is written.
    static let rowPrelude = #"""
        local texts = { 'key_issuer', 'key_upstream_id', 'key_redirect_uri', 'key_scopes_hash', 'provider_name',
          'client_id', 'client_secret', 'token_endpoint_auth_method', 'registration_access_token',
          'registration_client_uri', 'authorization_endpoint', 'token_endpoint' }
        local needed = { 'key_issuer', 'key_upstream_id', 'key_redirect_uri', 'key_scopes_hash', 'client_id',
          'authorization_endpoint', 'token_endpoint' }
        local numbers = { 'generation', 'created_at', 'client_secret_expires_at' }

        -- The fields of a row, or nil: absent and null have their zero, anything of another type makes it none.
        local function fields_of(text)
          local is_json, fields = pcall(cjson.decode, text)
          if not is_json or type(fields) ~= 'table' then return nil end
          local function field(name, zero)
            local value = fields[name]
            if value == nil or value == cjson.null then value = zero end
            fields[name] = value
            return type(value) == type(zero)
          end
          for _, name in ipairs(texts) do if not field(name, '') then return nil end end
          for _, name in ipairs(needed) do if fields[name] == '' then return nil end end
          for _, name in ipairs(numbers) do
            if not field(name, 0) then return nil end
            local value = fields[name]
            if value ~= math.floor(value) or math.abs(value) >= 2 ^ 53 then return nil end
          end
          if not field('nonce', string.rep('0', 16)) or not is_hex(fields.nonce, 16) then return nil end
          return fields
        end

        local function encoded(fields)
          local parts = {}
          for _, name in ipairs({ 'key_issuer', 'key_upstream_id', 'key_redirect_uri' }) do
            parts[#parts + 1] = #fields[name] .. ':' .. fields[name] .. ':'
          end
          return table.concat(parts) .. fields.key_scopes_hash
        end

        -- What a writer finds: absent, good, or damaged, which is as good as absent.
        local function standing()
          local record = { kind = kind_of(row), state = 'damaged', text = '' }
          if record.kind == 'none' then record.state = 'absent' end
          if record.kind ~= 'string' then return record end
          record.text = redis.call('GET', row)
          local fields = fields_of(record.text)
          if not fields or encoded(fields) ~= key then return record end
          if fields.generation < 0 or fields.generation > furthest then return record end
          record.state, record.e, record.n = 'good', fields.generation, fields.nonce
          record.client = fields.client_id
          return record
        end

        local function entry(client) return key .. ':' .. client end

        local function write_obstacle()
          return forbidden({ { 'SET', row, '' }, { 'HSET', last, '', '' }, { 'HSETNX', losers, '', '' },
            { 'HDEL', losers, '' }, { 'DEL', lease }, { 'PUBLISH', channel, '' } })
        end

        -- Also of another client than the one that the call is about: all names begin alike.
        local function is_buried(client)
          local prefix = row:sub(1, #row - #key)
          return redis.call('EXISTS', prefix .. 'withdrawn:' .. entry(client)) == 1
        end

        -- What is replaced, and what was written last: a row that went with its secret's end, or was deleted, leaves a
        -- client behind that nobody else may know any more.
        local function note_losers(stands, client)
          for _, text in ipairs({ stands.state == 'good' and stands.text, redis.call('HGET', last, key) }) do
            local fields = text and fields_of(text)
            if fields and encoded(fields) == key and fields.client_id ~= client and not is_buried(fields.client_id) then
              redis.call('HSETNX', losers, entry(fields.client_id), text)
            end
          end
        end

        -- The losers first: they are nowhere else. What is in force is on no list.
        local function write(stands, text, e, n, client, ending, notes_losers)
          if notes_losers then note_losers(stands, client) end
          redis.call('HSET', last, key, text)
          redis.call('HDEL', losers, entry(client))
          ending = tonumber(ending)
          if not ending then
            redis.call('SET', row, text)
          elseif ending <= now then
            redis.call('SET', row, text, 'PX', '1000')
          else
            redis.call('SET', row, text, 'PXAT', decimal(ending))
          end
          redis.call('PUBLISH', channel, decimal(e) .. ':' .. n .. ' ' .. key)
        end

        -- The lease: fence, holder, failures, and whether somebody works under it or all wait.
        local function lease_in_force()
          if kind_of(lease) ~= 'string' then return nil end
          local number, holder, failures, state = redis.call('GET', lease):match('^(%d+):(%x+):(%d+):(%a+)$')
          if not number then return nil end
          return { fence = number, holder = holder, failures = failures, state = state }
        end

        local function has_lease(number, holder)
          local stands = lease_in_force()
          return stands ~= nil and stands.state == 'held' and stands.fence == number and stands.holder == holder
        end

        -- Every script about a row answers alike: what it did, the type and content that stand now.
        local function answer(did, ...)
          local kind = kind_of(row)
          return { did, kind, kind == 'string' and redis.call('GET', row) or '', ... }
        end

        """#
}

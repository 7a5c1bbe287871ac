import RedisLink

/// One Lua script of the environment documents, for Redis 7.0: its keys are the index and one document.
///
/// Each looks at everything first, takes the time from Redis, and only then writes, all of it in one step.
struct EnvironmentScript: Sendable {
    let script: RedisScript

    init(named name: String, _ body: String) {
        script = RedisScript(name: name, source: StoreLua.prelude(on: "the environments") + Self.prelude + body)
    }

    /// What stands there, and how a record is written.
    private static let prelude = #"""
        local index, key = KEYS[1], KEYS[2]
        local channel = index:sub(1, -6) .. 'push'

        local function digest(text) return redis.sha1hex(text):sub(1, 16) end

        -- The number and the digest of `E:N`, or nothing.
        local function parts(entry)
          local digits, hex = entry:match('^(%d+):(%x+)$')
          local e = epoch(digits)
          if e and is_hex(hex, 16) then return e, hex end
        end

        -- What keeps a script from even looking.
        local function unseen()
          local refused = forbidden({ { 'TYPE', index }, { 'TYPE', key }, { 'HGET', index, '' }, { 'GET', key } })
          if refused then return refused end
          local kind = kind_of(index)
          if kind ~= 'none' and kind ~= 'hash' then return { 'store-damaged', '', '' } end
        end

        -- What would make a write fail halfway.
        local function obstacle()
          return forbidden({ { 'SET', key, '' }, { 'HSET', index, '', '' }, { 'PERSIST', index },
            { 'PUBLISH', channel, '' } })
        end

        local function text_of(name) return kind_of(name) == 'string' and redis.call('GET', name) or nil end

        -- An entry without the text that it speaks of is damaged; of a damaged one only the number is believed, for the
        -- order's sake.
        local function standing(id)
          local entry = redis.call('HGET', index, id)
          if not entry then return { state = 'absent' } end
          local e, n = parts(entry)
          if not e or e > furthest then return { state = 'damaged' } end
          local text = text_of(key)
          if not text or digest(text) ~= n then return { state = 'damaged', e = e } end
          return { state = 'good', e = e, n = n, text = text, version = entry }
        end

        -- Every script answers alike: what it did, the entry and the text that stand now.
        local function answer(did, id) return { did, redis.call('HGET', index, id) or '', text_of(key) or '' } end

        -- An expiry that somebody set would outlive HSET and take the index away.
        local function write(stands, id, version, text)
          redis.call('SET', key, text)
          redis.call('HSET', index, id, version)
          redis.call('PERSIST', index)
          redis.call('PUBLISH', channel, (stands.version or '-') .. ' ' .. text)
          return { 'wrote', version, text }
        end

        """#
}

extension EnvironmentScript {
    /// Writes a record under a new version, whatever stands there: a document, or a tombstone.
    ///
    /// The same text as the one that stands there is no change: so a retry is recognised.
    /// Arguments: id, the text up to the number of its version, floor.
    static let publish = EnvironmentScript(
        named: "publish-environment",
        #"""
        local id, front, floor = unpack(ARGV)
        local unseen = unseen()
        if unseen then return unseen end
        local stands = standing(id)
        if stands.state == 'good' and stands.text == front .. decimal(stands.e) .. '}' then
          return answer('already', id)
        end
        local e = decimal(next_epoch(stands.e, floor))
        local text = front .. e .. '}'
        return obstacle() or write(stands, id, e .. ':' .. digest(text), text)
        """#)

    /// Puts a record back where a lower one stands, or none.
    ///
    /// What is damaged is not overwritten by a replica, and number 0, which no script of ours gives, is not put back.
    /// Arguments: id, version, text.
    static let putBack = EnvironmentScript(
        named: "put-back-environment",
        #"""
        local id, version, text = unpack(ARGV)
        local unseen = unseen()
        if unseen then return unseen end
        local e, n = parts(version)
        if not e or digest(text) ~= n then return redis.error_reply('ERR no record') end
        if e == 0 or e > furthest then return answer('left', id) end
        local stands = standing(id)
        if stands.state == 'good' and stands.version == version then return answer('already', id) end
        if stands.state == 'damaged' or stands.state == 'good' and not is_lower(stands.e, stands.n, e, n) then
          return answer('left', id)
        end
        return obstacle() or write(stands, id, version, text)
        """#)
}

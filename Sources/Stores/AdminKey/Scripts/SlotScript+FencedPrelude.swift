extension SlotScript {
    /// What the scripts of the fenced slot share: its record, decoded as a whole before anything is written, and how
    /// one is written (specs/versions.md sections 1 to 4).
    static let fencedPrelude = #"""
        local authors = { bootstrap = true, rotate = true, revoke = true, ['repair'] = true, ['end-grace'] = true }

        -- The list of { ending, value }, or nil when it is none.
        local function outgoing(text)
          local list = {}
          if text == '' then return list end
          for line in (text .. '\n'):gmatch('(.-)\n') do
            local digits, value = line:match('^(%d+) (.+)$')
            local ending = epoch(digits)
            if not ending or ending > 9223372036854 or key_text(value) ~= value or #list == 4 then return nil end
            list[#list + 1] = { ending = ending, value = value }
          end
          return list
        end

        local function list_text(list)
          local lines = {}
          for i, entry in ipairs(list) do lines[i] = decimal(entry.ending) .. ' ' .. entry.value end
          return table.concat(lines, '\n')
        end

        local function is_version(text)
          local e, n = text:match('^(%d+):(%x+)$')
          return epoch(e) ~= nil and is_hex(n, 16)
        end

        -- Nothing in a damaged record is believed but its epoch, for the order's sake, and its fingerprint key: a key
        -- that no replica would adopt must not become an outgoing one.
        local function standing()
          local record = { kind = kind_of(slot), state = 'damaged', list = {} }
          if record.kind == 'none' then record.state = 'absent' end
          if record.kind ~= 'hash' then return record end
          local hash = redis.call('HGETALL', slot)
          local fields = { e = '', n = '', v = '', o = '', p = '', by = '', k = '' }
          local is_sound = true
          for i = 1, #hash, 2 do
            if not fields[hash[i]] then is_sound = false end
            fields[hash[i]] = hash[i + 1]
          end
          local e = epoch(fields.e)
          if is_hex(fields.k, 32) then record.k = fields.k end
          if not e or e > furthest then return record end
          record.e = e
          if not is_hex(fields.n, 16) then return record end
          record.n = fields.n
          record.version = decimal(e) .. ':' .. fields.n
          local value, list = key_text(fields.v), outgoing(fields.o)
          local is_revoked = fields.by == 'revoke'
          is_sound = is_sound and record.k and authors[fields.by] and value and list
            and (value == '') == is_revoked and (value ~= '' or fields.v == '')
            and (fields.p == '' or is_version(fields.p))
          if is_sound then record.state, record.value, record.list = 'good', value, list end
          return record
        end

        local function write_obstacle(stands)
          local commands = { { 'XADD', log, '*', 'e', '0' }, { 'HSET', slot, 'e', '0' }, { 'PERSIST', slot },
            { 'PUBLISH', channel, '' } }
          if stands.state == 'damaged' then commands[#commands + 1] = { 'DEL', slot } end
          return obstacle(commands)
        end

        -- The log first: it alone can still fail, with no identifier left. An expiry that somebody set would outlive
        -- HSET and take the new record away.
        local function write(stands, record, fp, by, client)
          append(record.e, record.n, fp, by, client)
          if stands.state == 'damaged' then redis.call('DEL', slot) end
          redis.call('HSET', slot, 'e', record.e, 'n', record.n, 'v', record.v, 'o', record.o, 'p', record.p,
            'by', record.by, 'k', record.k)
          redis.call('PERSIST', slot)
          redis.call('PUBLISH', channel, table.concat(
            { record.e, record.n, record.v, record.o, record.p, record.by, record.k }, '\t'))
        end

        -- The version under which this nonce was written before, or nil. A first attempt spares the look at the log.
        local function done_before(stands, nonce, is_first)
          if stands.state == 'good' and stands.n == nonce then return stands.version end
          if is_first == '1' then return nil end
          local entry = logged(nonce)
          return entry and entry.e .. ':' .. entry.n
        end

        """#
}
